package workspace

import (
	"fmt"
	"strings"
	"testing"
)

var commandKinds = map[CommandKind]string{RunCommand: "run", PushCommand: "push", InvokeCommand: "invoke", LambdaCommand: "lambda", BuildCommand: "build"}

// describeCommand is a command in one line.
func describeCommand(m *Command) string {
	words := []string{m.File.Path(), commandKinds[m.Kind], fmt.Sprintf("%q", m.File.Slice(m.Span))}
	if m.Verb != "" {
		words = append(words, m.Verb)
	}
	for _, o := range m.Options {
		words = append(words, strings.TrimSuffix(o.Name+"="+show(o.Value), "="))
	}
	for _, o := range m.Operands {
		words = append(words, "["+show(o.Value)+"]")
	}
	for _, o := range m.Late {
		words = append(words, "late:"+o.Name+"="+show(o.Value))
	}
	if m.Open {
		words = append(words, "open")
	}
	if m.Build != nil && m.Kind != BuildCommand {
		words = append(words, "builds="+m.Build.Dockerfile.Text)
	}
	if m.Documentation {
		words = append(words, "prose")
	}
	return strings.Join(words, " ")
}

func TestCommands(t *testing.T) {
	for _, test := range []struct{ name, tree, want string }{
		{"run", "-- a.sh --\ndocker run -d --name x -p 9000:8080 -e A=1 -v ~/.aws:/root/.aws hello:1 app.handler\n", `a.sh run "docker run" detach name=x publish=9000:8080 env=A=1 volume=? [hello:1] [app.handler]`},
		{"run, joined", "-- a.sh --\nsudo docker container run -itp9000:8080 --rm=true \"$IMAGE\" -p 1:1\n", `a.sh run "docker container run" interactive tty publish=9000:8080 rm=true [?] [-p] [1:1] late:publish=1:1`},
		{"run, unknown option", "-- a.sh --\ndocker run --new thing hello\n", `a.sh run "docker run" new [thing] [hello] open`},
		{"run, options in a variable", "-- a.sh --\ndocker run $OPTIONS hello\n", `a.sh run "docker run" [hello] open`},
		{"push", "-- a.sh --\nT=r/hello:1\npodman push $T\n", `a.sh push "podman push" [r/hello:1]`},
		{"push in a Makefile", "-- Makefile --\nT := r/hello:1\np:\n\tdocker image push $(T)\n", `Makefile push "docker image push" [r/hello:1]`},
		{"curl", "-- a.sh --\ncurl -sS -X POST \"http://localhost:9000/2015-03-31/functions/function/invocations\" -d '{}'\ncurl https://example.com\n", `a.sh invoke "curl" silent show-error request=POST data={} [http://localhost:9000/2015-03-31/functions/function/invocations]`},
		{"aws lambda", "-- a.sh --\naws --profile p lambda update-function-code --function-name x --image-uri=r/x:1 --publish --architectures arm64 x86_64 --region $R\n", `a.sh lambda "aws --profile p lambda update-function-code" update-function-code profile=p function-name=x image-uri=r/x:1 publish architectures=arm64 x86_64 region=?`},
		{"aws lambda, launched", "-- package.json --\n{\"scripts\": {\"d\": \"aws-vault exec prod -- aws lambda invoke --function-name x out.json\"}}\n", `package.json lambda "aws lambda invoke" invoke function-name=x out.json`},
		{"aws, another service", "-- a.sh --\naws ecr create-repository --repository-name lambda\n", ""},
		{"readme and its build", "-- README.md --\n```sh\n$ docker build -t hello fn\n$ docker run hello:latest\n```\n", "README.md build \"docker build\"\nREADME.md run \"docker run\" [hello:latest] builds=fn/Dockerfile prose"},
		{"the only build of the image", "-- a.sh --\ndocker run hello\n-- b/Makefile --\nx:\n\tdocker build -t hello ../other\n", "a.sh run \"docker run\" [hello] builds=other/Dockerfile\nb/Makefile build \"docker build\""},
		{"two builds of the image", "-- a.sh --\ndocker run hello\n-- b/Makefile --\nx:\n\tdocker build -t hello ../other\n\tdocker build -t hello ../fn\n", "a.sh run \"docker run\" [hello]\nb/Makefile build \"docker build\"\nb/Makefile build \"docker build\""},
		{"workflow", "-- .github/workflows/a.yml --\njobs:\n  a:\n    env: {I: hello}\n    steps:\n      - run: |\n          docker push ${{ env.I }}\n", `.github/workflows/a.yml push "docker push" [hello]`},
		{"terraform", "-- a.tf --\nresource \"null_resource\" \"a\" {\n  provisioner \"local-exec\" {\n    command = \"docker push hello\"\n  }\n}\n", `a.tf push "docker push" [hello]`},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, m := range Scan(treeOf(test.tree+dockerfilesOfTests), Options{}).Commands {
				line := describeCommand(m)
				if m.Kind == BuildCommand {
					line = strings.TrimSuffix(line, " prose")
				}
				got = append(got, line)
			}
			if strings.Join(got, "\n") != test.want {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), test.want)
			}
		})
	}
}
