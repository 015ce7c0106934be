vim.api.nvim_create_autocmd('FileType', {
  pattern = { 'dockerfile', 'python', 'javascript', 'typescript', 'yaml', 'json', 'sh', 'make', 'hcl', 'terraform' },
  callback = function(args)
    local git = vim.fn.finddir('.git', vim.fn.expand('%:p:h') .. ';')
    local root = git ~= '' and vim.fn.fnamemodify(git, ':p:h:h') or vim.fn.getcwd()
    vim.g.lambdock = vim.g.lambdock or vim.lsp.start_client({ name = 'lambdock', cmd = { 'lambdock', 'lsp' }, root_dir = root })
    vim.lsp.buf_attach_client(args.buf, vim.g.lambdock)
  end,
})
