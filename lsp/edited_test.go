package lsp

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
)

// TestEditedDocumentAnswersAsAFreshOne edits Dockerfiles at random in one editor and opens each text anew in another: what is kept from version to version changes no answer.
func TestEditedDocumentAnswersAsAFreshOne(t *testing.T) {
	files := files(t, fuzzedFiles)
	uri := uriIn(files, "Dockerfile")
	edited := startEditor(t, realOptions())
	edited.initialize(files, everything)
	fresh := startEditor(t, realOptions())
	fresh.initialize(files, everything)
	random := rand.New(rand.NewPCG(1, 2))
	for _, text := range []string{fuzzedFiles["Dockerfile"], realisticFile(60), lambdaFile(20), shellFile} {
		d := &fuzzed{e: edited, uri: uri, text: text}
		edited.open(uri, "dockerfile", text)
		for range 60 {
			d.replace(random)
			line, character := random.IntN(strings.Count(d.text, "\n")+1), random.IntN(40)
			fresh.notify("textDocument/didOpen", fmt.Sprintf(`{"textDocument":{"uri":%q,"languageId":"dockerfile","version":%d,"text":%s}}`, uri, d.version, quoted(d.text)))
			for method, params := range d.requests(line, character) {
				got, want := unversioned(edited.ask(method, params)), unversioned(fresh.ask(method, params))
				if got != want {
					t.Fatalf("%s at %d:%d of\n%s\nanswers\n%s\nand of a fresh document\n%s", method, line, character, d.text, got, want)
				}
			}
			fresh.notify("textDocument/didClose", fmt.Sprintf(`{"textDocument":{"uri":%q}}`, uri))
			edited.forget()
			fresh.forget()
		}
		edited.notify("textDocument/didClose", fmt.Sprintf(`{"textDocument":{"uri":%q}}`, uri))
	}
}

// shellFile has shell text whose meaning hangs on variables, on the instruction's place, and on the shell.
const shellFile = `FROM public.ecr.aws/lambda/python:3.13 AS build
ARG V=1
ENV DIR=/opt/app TOOL=yum
WORKDIR /src
RUN cd $DIR && mkdir -p a && $TOOL install -y gcc && pip install -t "$DIR" "boto3==$V" > log || exit 1
RUN <<EOF
cd /tmp && touch x
yum install -y git
EOF
SHELL ["/bin/bash", "-c"]
RUN cd $DIR && mkdir -p a && $TOOL install -y gcc && pip install -t "$DIR" "boto3==$V" > log || exit 1
RUN ["sh", "-c", "yum install -y git"]
FROM public.ecr.aws/lambda/python:3.13
COPY --from=build /opt/app ${LAMBDA_TASK_ROOT}
COPY app.py \
  # where the handler is
  ./
CMD ["app.handler"]
`

// fragments are what replace puts in.
var fragments = []string{"", "", "x", " ", "\n", "\\\n", "\"", "'", "]", "$", "${V}", "#", "<<EOF", "EOF\n", "=", "--from=build ", "RUN yum install -y git\n", "ENV TOOL=dnf\n", "ARG V\n", "SHELL [\"/bin/sh\", \"-c\"]\n", "FROM build\n", "USER 1000\n", "𝒳"}

// replace puts something in place of a few characters at a random place.
func (d *fuzzed) replace(random *rand.Rand) {
	lines := strings.Split(d.text, "\n")
	line := random.IntN(len(lines))
	from := random.IntN(len(lines[line]) + 1)
	to := min(len(lines[line]), from+random.IntN(3))
	if strings.ContainsFunc(lines[line], func(r rune) bool { return r >= 0x80 }) { // its columns are not bytes
		from, to = 0, 0
	}
	with := fragments[random.IntN(len(fragments))]
	lines[line] = lines[line][:from] + with + lines[line][to:]
	d.text = strings.Join(lines, "\n")
	d.version += 2
	d.e.notify("textDocument/didChange", fmt.Sprintf(`{"textDocument":{"uri":%q,"version":%d},"contentChanges":[{"range":{"start":{"line":%d,"character":%d},"end":{"line":%d,"character":%d}},"text":%s}]}`, d.uri, d.version, line, from, line, to, quoted(with)))
}

var resultID = regexp.MustCompile(`"resultId":"[^"]*"`)

// unversioned is an answer without what names its version.
func unversioned(m wireMessage) string {
	if m.Error != nil {
		return m.Error.Message
	}
	return resultID.ReplaceAllString(string(m.Result), "")
}
