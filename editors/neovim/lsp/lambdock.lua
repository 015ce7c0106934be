return {
  cmd = { 'lambdock', 'lsp' },
  filetypes = { 'dockerfile', 'python', 'javascript', 'typescript', 'yaml', 'json', 'sh', 'make', 'hcl', 'terraform' },
  root_markers = { '.lambdock.yaml', '.git' },
}
