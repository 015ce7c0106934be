-- A session with lambdock in Neovim 0.7 or newer, in a folder with a Dockerfile and an app.py. $LAMBDOCK is the program.
-- run: nvim --headless -u NONE -n -i NONE -c 'luafile session.lua'

local editor = dofile(vim.fn.fnamemodify(debug.getinfo(1, 'S').source:sub(2), ':h') .. '/helpers.lua')
local wait, open, line = editor.wait, editor.open, editor.line

local function code(diagnostic)
  local lsp = (diagnostic.user_data or {}).lsp or {}
  return diagnostic.code or lsp.code
end

local function codes(buffer)
  local list = {}
  for _, d in ipairs(vim.diagnostic.get(buffer)) do
    table.insert(list, tostring(code(d)))
  end
  table.sort(list)
  return table.concat(list, ' ')
end

local function shows(buffer, want)
  wait(('diagnostics "%s", not "%s"'):format(want, codes(buffer)), function() return codes(buffer) == want end)
end

local function session()
  vim.o.hidden = true

  -- a diagnostic, where it belongs
  local dockerfile = open('Dockerfile', 'dockerfile')
  shows(dockerfile, 'yum-on-al2023')
  local d = vim.diagnostic.get(dockerfile)[1]
  assert(d.lnum == 1 and d.col == 4 and d.end_col == 7, vim.inspect(d))

  -- its preferred fix, the way a user applies it
  local offered
  vim.ui.select = function(items, _, choose)
    offered = #items
    choose(items[1], 1)
  end
  vim.api.nvim_win_set_cursor(0, { d.lnum + 1, d.col })
  vim.lsp.buf.code_action()
  wait('the fix', function() return line(dockerfile, 1) == 'RUN dnf install -y gcc' end)
  assert(offered >= 2, 'only the fix is offered')
  shows(dockerfile, '')
  vim.cmd('undo')
  shows(dockerfile, 'yum-on-al2023')
  vim.cmd('redo')
  shows(dockerfile, '')
  vim.cmd('write')

  -- another buffer, not saved, decides about this one
  local app = open('app.py', 'python')
  vim.api.nvim_buf_set_lines(app, 0, 1, false, { 'def other(event, context):' })
  shows(dockerfile, 'handler-function-not-found')
  vim.api.nvim_buf_set_lines(app, 0, 1, false, { 'def handler(event, context):' })
  shows(dockerfile, '')

  editor.stop()
end

editor.run(session)
