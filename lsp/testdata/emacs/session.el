;;; A session with lambdock in Emacs's eglot, in a folder with a Dockerfile and an app.py. $LAMBDOCK is the program.  -*- lexical-binding: t -*-
;; run: emacs -Q --batch -l session.el

(require 'package)
(add-to-list 'package-directory-list "/usr/share/emacs/site-lisp/elpa") ; where Debian puts eglot for Emacs 28
(package-initialize)
(require 'eglot)
(require 'flymake)
(require 'python)
(require 'xref)

(define-derived-mode dockerfile-mode prog-mode "Dockerfile")
(add-to-list 'eglot-server-programs (list 'dockerfile-mode (getenv "LAMBDOCK") "lsp"))
(setq eglot-sync-connect t eglot-connect-timeout 20 eglot-autoshutdown t eglot-confirm-server-initiated-edits nil
      eglot-confirm-server-edits nil flymake-no-changes-timeout 0.05 make-backup-files nil create-lockfiles nil vc-handled-backends nil)

(defun wait (what holds)
  (let ((end (+ (float-time) 20)))
    (while (and (not (funcall holds)) (< (float-time) end)) (accept-process-output nil 0.05))
    (unless (funcall holds) (error "timed out: %s" what))))

(defun codes ()
  (eglot--signal-textDocument/didChange) ; the timer that sends changes never fires in batch mode
  (flymake-start)
  (mapconcat #'flymake-diagnostic-text (flymake-diagnostics) " | "))

(defun text () (buffer-substring-no-properties (point-min) (point-max)))

(defun go (what)
  (goto-char (point-min))
  (search-forward what)
  (goto-char (match-beginning 0)))

(find-file "Dockerfile")
(dockerfile-mode)
(apply #'eglot (eglot--guess-contact))
(flymake-mode 1)

;; diagnostics, and the first fix of one
(wait "diagnostics" (lambda () (string-match-p "has no yum" (codes))))
(go "yum")
(let ((actions (append (eglot-code-actions (point) (+ (point) 3)) nil)))
  (unless (equal (plist-get (car actions) :title) "Use dnf") (error "actions: %S" actions))
  (eglot--apply-workspace-edit (plist-get (car actions) :edit) nil))
(wait "the fix" (lambda () (string-match-p "RUN dnf install" (text))))
(wait "no diagnostics" (lambda () (equal (codes) "")))

;; hover, where eldoc shows it
(go "public")
(let (shown)
  (eglot-hover-eldoc-function (lambda (doc &rest _) (setq shown doc)))
  (wait "the hover" (lambda () (and shown (string-match-p "Amazon Linux 2023" shown)))))

;; completion of the handler
(go "app.handler")
(delete-char (length "app.handler"))
(eglot--signal-textDocument/didChange)
(let* ((capf (eglot-completion-at-point))
       (found (all-completions "" (nth 2 capf))))
  (unless (equal (car found) "app.handler") (error "completions: %S" found))
  (insert "app.handler")
  (let ((exit (plist-get (nthcdr 3 capf) :exit-function))) (when exit (funcall exit (car found) 'finished))))
(unless (string-match-p "^CMD \\[\"app.handler\"\\]$" (text)) (error "completed: %s" (text)))
(eglot--signal-textDocument/didChange)

;; its definition, and from there back
(go "handler\"")
(let ((found (xref-backend-definitions 'eglot "handler")))
  (unless (string-match-p "app.py$" (xref-location-group (xref-item-location (car found)))) (error "definitions: %S" found)))

;; the function is renamed in both files
(cl-letf (((symbol-function 'y-or-n-p) (lambda (&rest _) t))) ; it asks, as another file is to be edited
  (eglot-rename "answer"))
(wait "the new name" (lambda () (string-match-p "app.answer" (text))))
(unless (string-match-p "def answer" (with-current-buffer (find-file-noselect "app.py") (text))) (error "app.py is not changed"))

(eglot-shutdown (eglot-current-server))
(princ "PASS\n")
