-- Neovim's own client with python-lsp-server: what it marks in the open buffer, and
-- again after an edit that is not saved.  One line of JSON for each to $OUTPUT.
local output = io.open(os.getenv('OUTPUT'), 'w')

local function mark()
  local rows = {}
  for _, d in ipairs(vim.diagnostic.get(0)) do
    local lsp = (d.user_data or {}).lsp or {}
    table.insert(rows, { d.lnum + 1, d.col + 1, d.code or lsp.code, d.message })
  end
  return rows
end

-- Wait until what is marked speaks of `name`, then write it down.
local function note(name)
  vim.wait(20000, function()
    for _, d in ipairs(vim.diagnostic.get(0)) do
      if d.message:find(name, 1, true) then return true end
    end
  end, 50)
  output:write(vim.fn.json_encode(mark()), '\n')
end

local id = vim.lsp.start_client({
  name = 'pylsp',
  cmd = { 'pylsp' },
  root_dir = vim.fn.getcwd(),
  settings = vim.fn.json_decode(os.getenv('SETTINGS')),
  on_init = function(client)
    client.notify('workspace/didChangeConfiguration', { settings = client.config.settings })
  end,
})
vim.lsp.buf_attach_client(0, id)
note('optparse')
vim.api.nvim_buf_set_lines(0, 0, -1, false, { '# not saved', 'import os, imp' })
note('imp')
output:close()
vim.cmd('qall!')
