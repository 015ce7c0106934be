package image

import (
	"strings"
	"testing"
	"testing/fstest"
)

// TestEntryScript follows scripts that start. The Dockerfile's %s is an ENTRYPOINT that runs the script.
func TestEntryScript(t *testing.T) {
	const both = `#!/bin/sh
# starts the emulator outside of Lambda
if [ -z "${AWS_LAMBDA_RUNTIME_API}" ]; then
  exec /usr/local/bin/aws-lambda-rie /usr/local/bin/python -m awslambdaric $@
else
  exec /usr/local/bin/python -m awslambdaric $@
fi
`
	const foreign = "FROM python:3.12-slim\nCOPY entry.sh /entry.sh\nENTRYPOINT [\"/entry.sh\"]\n"
	const lambdas = "FROM public.ecr.aws/lambda/python:3.12\nCOPY entry.sh /\nENTRYPOINT [\"/entry.sh\"]\n"
	const handler = `CMD ["app.handler"]`
	tests := []struct{ name, script, dockerfile, want string }{
		{"emulator or client", both, foreign + handler, "client python =app.handler"},
		{"emulator or client, no handler", both, foreign, "client python missing"},
		{"in quotes", "#!/bin/bash\nset -euo pipefail\n. /venv/bin/activate\nexec python -m awslambdaric \"${@}\"\n", foreign + handler, "client python =app.handler"},
		{"first argument", "#!/bin/sh\nexec python -m awslambdaric $1", foreign + handler, "client python =app.handler"},
		{"without exec", "#!/bin/sh\nexport A=1\npython -m awslambdaric \"$@\"", foreign + handler, "client python =app.handler"},
		{"Node.js", "#!/bin/sh\nexec npx aws-lambda-ric \"$@\"", "FROM node:22\nCOPY entry.sh /entry.sh\nENTRYPOINT [\"/entry.sh\"]\n" + handler, "client nodejs =app.handler"},
		{"Lambda's entry point", "#!/bin/bash\n./migrate\nexec /lambda-entrypoint.sh \"$@\"", lambdas + handler, "entrypoint python =app.handler"},
		{"Lambda's entry point without a handler", "#!/bin/bash\nexec /lambda-entrypoint.sh \"$@\"", lambdas, "entrypoint python missing"},
		{"handed to a shell", both, "FROM python:3.12\nCOPY entry.sh /entry\nENTRYPOINT [\"sh\", \"/entry\"]\n" + handler, "client python =app.handler"},
		{"behind a wrapper", both, "FROM python:3.12\nCOPY entry.sh /entry\nENTRYPOINT [\"tini\", \"--\", \"/entry\"]\n" + handler, "client python =app.handler"},
		{"through another stage", both, "FROM python:3.12 AS b\nCOPY entry.sh /e/\nFROM python:3.12\nCOPY --from=b /e /e\nENTRYPOINT [\"/e/entry.sh\"]\n" + handler, "client python =app.handler"},
		{"with a changed mode", both, strings.Replace(foreign, "ENTRYPOINT", "RUN chmod +x /entry.sh\nENTRYPOINT", 1) + handler, "client python =app.handler"},
		{"runs what CMD says", "#!/bin/sh\nset -e\nexport A=1\nexec \"$@\"", foreign + `CMD ["python", "-m", "awslambdaric", "app.handler"]`, "client python =app.handler"},
		{"two arguments", both, foreign + `CMD ["app.handler", "x"]`, "client python ?"},
		{"handler in the script", "#!/bin/sh\nexec python -m awslambdaric app.handler", foreign, "client python ?"},
		{"handler out of a variable", "#!/bin/sh\nexec python -m awslambdaric \"${1:-app.handler}\"", foreign, "client python ?"},
		{"one client with arguments and one without", "#!/bin/sh\nif a; then exec python -m awslambdaric a.b; fi\nexec python -m awslambdaric $@", foreign + handler, "client python ?"},
		{"as CMD", both, "FROM python:3.12\nCOPY entry.sh /\nCMD [\"/entry.sh\"]", "client python ?"},

		{"Lambda's entry point with a handler", "#!/bin/bash\nexec /lambda-entrypoint.sh app.handler", lambdas, "script python ?"},
		{"server or client", "#!/bin/sh\nif [ \"$MODE\" = web ]; then exec gunicorn app; fi\nexec python -m awslambdaric $@", foreign + handler, "script ?"},
		{"client or server", "#!/bin/sh\n[ -n \"$LAMBDA\" ] && exec python -m awslambdaric $@\ngunicorn app", foreign + handler, "script ?"},
		{"two runtimes", "#!/bin/sh\nif a; then exec python -m awslambdaric $@; fi\nexec npx aws-lambda-ric $@", foreign + handler, "script ?"},
		{"client or what CMD says", "#!/bin/sh\nif a; then exec python -m awslambdaric $@; fi\nexec \"$@\"", foreign + handler, "script ?"},
		{"shifted arguments", "#!/bin/sh\nshift\nexec python -m awslambdaric $@", foreign + handler, "script ?"},
		{"replaced arguments", "#!/bin/sh\nset -- x.y\nexec python -m awslambdaric $@", foreign + handler, "script ?"},
		{"arguments of a function", "#!/bin/sh\nf() { exec python -m awslambdaric $@; }\nf x.y", foreign + handler, "script ?"},
		{"runs a program that CMD says", "#!/bin/sh\nexec \"$@\"", foreign + `CMD ["gunicorn"]`, "script ?"},
		{"runs itself", "#!/bin/sh\nexec \"$@\"", foreign + `CMD ["/entry.sh", "/entry.sh", "x"]`, "script ?"},
		{"broken", "#!/bin/sh\nexec python -m awslambdaric $@\nif", foreign + handler, "script ?"},
		{"empty", "", foreign + handler, "script ?"},
		{"rewritten", both, strings.Replace(foreign, "ENTRYPOINT", "RUN sed -i 's/x/y/' /entry.sh\nENTRYPOINT", 1) + handler, "script ?"},
		{"too long", both + strings.Repeat("# x\n", maxGitignore), foreign + handler, "script ?"},
		{"of Python", "#!/usr/bin/env python3\nimport x", "FROM python:3.12\nCOPY entry.sh /entry\nENTRYPOINT [\"/entry\"]\n" + handler, "program none"},
		{"no script", "\x7fELF", "FROM scratch\nCOPY entry.sh /main\nENTRYPOINT [\"/main\"]", "script ?"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			context := fstest.MapFS{"entry.sh": {Data: []byte(tt.script), Mode: 0o644}}
			start := simulate(tt.dockerfile, Inputs{Context: context}).Start
			if got := startShown(start); got != tt.want {
				t.Errorf("%s\n%s\ngot %s, want %s", tt.dockerfile, tt.script, got, tt.want)
			}
			if found := start.Kind == Client || start.Kind == LambdaEntrypoint; start.Script != found {
				t.Errorf("found in the script is %v", start.Script)
			}
			if start.Script && start.Program.Origin.ContextPath != "entry.sh" {
				t.Errorf("%s starts", start.Program.Path)
			}
		})
	}
}

func TestEntryScriptInHeredoc(t *testing.T) {
	for marker, want := range map[string]string{"<<'EOF'": "client python =app.handler", "<<EOF": "script ?"} {
		text := "FROM python:3.12\nCOPY --chmod=755 " + marker + " /entry\n#!/bin/sh\nexec python -m awslambdaric \"$@\"\nEOF\nENTRYPOINT [\"/entry\"]\nCMD [\"app.handler\"]\n"
		if got := startShown(simulate(text, Inputs{}).Start); got != want {
			t.Errorf("%s\ngot %s, want %s", text, got, want)
		}
	}
}
