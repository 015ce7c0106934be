-- What lambdock offers while one writes, in Neovim 0.7 or newer, in a folder with a Dockerfile and an app.py. $LAMBDOCK is the program.
-- run: nvim --headless -u NONE -n -i NONE -c 'luafile features.lua'

local editor = dofile(vim.fn.fnamemodify(debug.getinfo(1, 'S').source:sub(2), ':h') .. '/helpers.lua')
local wait, open, line = editor.wait, editor.open, editor.line

-- floating is the text of the floating window, or nil.
local function floating()
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= '' then
      return table.concat(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, false), '\n')
    end
  end
end

local function close_floating()
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= '' then vim.api.nvim_win_close(window, true) end
  end
end

-- go puts the cursor at a text of a line, counted from 0.
local function go(buffer, number, text)
  local at = assert(line(buffer, number):find(text, 1, true), text .. ' is not in ' .. line(buffer, number))
  vim.api.nvim_win_set_cursor(0, { number + 1, at - 1 })
end

-- position is that of the cursor, as requests want it; all text is ASCII.
local function position()
  local cursor = vim.api.nvim_win_get_cursor(0)
  return { line = cursor[1] - 1, character = cursor[2] }
end

local function ask(buffer, method, params)
  params.textDocument = { uri = vim.uri_from_bufnr(buffer) }
  local answers = assert(vim.lsp.buf_request_sync(buffer, method, params, 20000), method .. ' timed out')
  for _, answer in pairs(answers) do
    assert(not answer.err and not answer.error, vim.inspect(answer))
    return answer.result
  end
end

local function titles(lenses)
  local list = {}
  for _, lens in ipairs(lenses) do table.insert(list, lens.command.title) end
  return table.concat(list, ' | ')
end

local function session()
  vim.o.hidden = true
  local dockerfile = open('Dockerfile', 'dockerfile')
  wait('diagnostics', function() return #vim.diagnostic.get(dockerfile) == 1 end)

  -- hover says what the base image is
  go(dockerfile, 0, 'public')
  vim.lsp.buf.hover()
  wait('the hover', function() return (floating() or ''):find('Amazon Linux 2023', 1, true) end)
  close_floating()

  -- help with a flag of an instruction that is typed
  vim.api.nvim_buf_set_lines(dockerfile, 2, 2, false, { 'COPY --chmod=7 ' })
  go(dockerfile, 2, '7')
  vim.lsp.buf.signature_help()
  wait('the help', function() return (floating() or ''):find('[--chmod=MODE]', 1, true) end)
  close_floating()
  vim.api.nvim_buf_set_lines(dockerfile, 2, 3, false, {})

  -- a handler is proposed, and the editor's own function puts it in
  local last = vim.api.nvim_buf_line_count(dockerfile) - 1
  vim.api.nvim_buf_set_lines(dockerfile, last, last + 1, false, { 'CMD [""]' })
  vim.api.nvim_win_set_cursor(0, { last + 1, 6 })
  local items = ask(dockerfile, 'textDocument/completion', { position = position() })
  items = items.items or items
  assert(items[1].label == 'app.handler', vim.inspect(items))
  vim.lsp.util.apply_text_edits({ items[1].textEdit }, dockerfile, 'utf-16')
  assert(line(dockerfile, last) == 'CMD ["app.handler"]', line(dockerfile, last))

  -- its definition
  go(dockerfile, last, 'handler')
  vim.lsp.buf.definition()
  wait('the definition', function() return vim.fn.expand('%:t') == 'app.py' end)
  assert(vim.api.nvim_win_get_cursor(0)[2] == 4, 'not at the name')

  -- from there back: a lens, which leads to the Dockerfile when it is run
  local app = open('app.py', 'python')
  assert(titles(ask(app, 'textDocument/codeLens', {})) == 'Lambda handler of Dockerfile')
  if vim.lsp.codelens.enable then
    vim.lsp.codelens.enable(true, { bufnr = app })
    wait('the lens', function() return #vim.lsp.codelens.get({ bufnr = app }) == 1 end)
  else
    vim.lsp.codelens.refresh()
    wait('the lens', function() return #vim.lsp.codelens.get(app) == 1 end)
  end
  if vim.fn.has('nvim-0.9') == 1 then -- older ones show no document for a server
    vim.api.nvim_win_set_cursor(0, { 1, 4 })
    vim.lsp.codelens.run()
    wait('the Dockerfile', function() return vim.fn.expand('%:t') == 'Dockerfile' end)
    vim.cmd('buffer ' .. app)
  end

  -- the function is renamed, there and in the Dockerfile
  vim.api.nvim_win_set_cursor(0, { 1, 4 })
  vim.lsp.buf.rename('answer')
  wait('the new name', function() return line(app, 0):find('answer', 1, true) and line(dockerfile, last) == 'CMD ["app.answer"]' end)

  -- hints, where the editor has them
  if vim.lsp.inlay_hint then
    vim.cmd('buffer ' .. dockerfile)
    vim.lsp.inlay_hint.enable(true, { bufnr = dockerfile })
    wait('hints', function()
      local texts = ''
      for _, hint in ipairs(vim.lsp.inlay_hint.get({ bufnr = dockerfile })) do texts = texts .. hint.inlay_hint.label[1].value end
      return texts:find('until 20', 1, true) and texts:find('app.py:1', 1, true)
    end)
  end

  -- the outline, and the lens of what is found, which fixes it
  vim.cmd('buffer ' .. dockerfile)
  local symbols = ask(dockerfile, 'textDocument/documentSymbol', {})
  assert(#symbols == 1 and #symbols[1].children >= 3, vim.inspect(symbols))
  wait('the lens of what is found', function() -- the other buffer's change comes a little later
    return titles(ask(dockerfile, 'textDocument/codeLens', {})):find('1 finding, 1 fixable', 1, true)
  end)
  vim.lsp.buf_request(dockerfile, 'workspace/executeCommand', { command = 'lambdock.fixAll', arguments = { { uri = vim.uri_from_bufnr(dockerfile) } } })
  wait('the fix', function() return line(dockerfile, 1) == 'RUN dnf install -y gcc' end)

  editor.stop()
end

editor.run(session)
