---@brief
---
--- https://github.com/lambdock/lambdock
---
--- Checks Dockerfiles that build AWS Lambda functions, and the handlers, templates and scripts around them.
--- Install it with `go install github.com/lambdock/lambdock/cmd/lambdock@latest`.

---@type vim.lsp.Config
return {
  cmd = { 'lambdock', 'lsp' },
  filetypes = { 'dockerfile', 'python', 'javascript', 'typescript', 'yaml', 'json', 'sh', 'make', 'hcl', 'terraform' },
  root_markers = { '.lambdock.yaml', '.git' },
}
