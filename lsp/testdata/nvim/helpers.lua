-- What the sessions share: $LAMBDOCK is the program, and the working directory the workspace.

local M = {}

function M.wait(what, condition)
  assert(vim.wait(20000, condition, 10), 'timed out: ' .. what)
end

function M.clients()
  return (vim.lsp.get_clients or vim.lsp.get_active_clients)()
end

local attach
if vim.lsp.config and vim.lsp.enable then
  -- What a user has, but for the program's place, and a root that the test's folder has.
  local here = vim.fn.fnamemodify(debug.getinfo(1, 'S').source:sub(2), ':p:h')
  local config = dofile(here .. '/../../../editors/neovim/lsp/lambdock.lua')
  assert(config.cmd[1] == 'lambdock' and vim.tbl_contains(config.filetypes, 'dockerfile'))
  config.cmd[1], config.root_markers = vim.env.LAMBDOCK, { 'Dockerfile' }
  vim.lsp.config('lambdock', config)
  vim.lsp.enable('lambdock')
  attach = function() end
else
  local id
  attach = function(buffer)
    id = id or vim.lsp.start_client({ name = 'lambdock', cmd = { vim.env.LAMBDOCK, 'lsp' }, root_dir = vim.fn.getcwd() })
    assert(vim.lsp.buf_attach_client(buffer, id), 'the client does not attach')
  end
end

function M.open(file, filetype)
  vim.cmd('edit ' .. file)
  local buffer = vim.api.nvim_get_current_buf()
  vim.bo[buffer].filetype = filetype
  attach(buffer)
  M.wait('attaching ' .. file, function()
    return vim.lsp.buf_is_attached == nil or #M.clients() == 1 and vim.lsp.buf_is_attached(buffer, M.clients()[1].id)
  end)
  return buffer
end

function M.line(buffer, number)
  return vim.api.nvim_buf_get_lines(buffer, number, number + 1, false)[1]
end

function M.stop()
  vim.lsp.stop_client(M.clients())
  M.wait('the end', function() return #M.clients() == 0 end)
end

-- run plays a session and ends the editor.
function M.run(session)
  local ok, problem = xpcall(session, debug.traceback)
  io.stdout:write(ok and '\nPASS\n' or '\nFAIL ' .. tostring(problem) .. '\n')
  vim.cmd(ok and 'qall!' or 'cquit 1')
end

return M
