(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs '((dockerfile-mode dockerfile-ts-mode) "lambdock" "lsp")))
