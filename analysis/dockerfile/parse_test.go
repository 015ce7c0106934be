package dockerfile_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/lambdock/lambdock/analysis/dockerfile"
	"github.com/lambdock/lambdock/analysis/source"
)

func parse(text string) *dockerfile.File {
	return dockerfile.Parse(source.New("Dockerfile", text))
}

// healthy are files without an error; the fuzz test begins with them.
var healthy = []string{
	"FROM alpine\n",
	"FROM alpine",
	"\ufeffFROM alpine AS build\nRUN echo\n",
	"# syntax=docker/dockerfile:1\n# escape=`\n# check=skip=all\nFROM a\nRUN dir `\n  c:\\x\nCOPY a `\n\n# x\n b\n",
	"from --platform=$BUILDPLATFORM public.ecr.aws/lambda/python:3.12 as build\n  copy --from=build --chmod=755 --link a b /c/\n",
	"ARG A=1 B C=\"x y\"\nFROM a:${A}\nENV X=1 Y=\"a b\" Z='c d' W=a\\ b\nENV OLD value with  blanks\nLABEL a=b c\n",
	"FROM a\nRUN apt-get update && \\\n    # why\n    apt-get install \\\n\n    curl\nCMD [\"a\", \"b\\\"c\\u0041\" , \"\"]\n",
	"FROM a\nRUN <<EOF\necho a\nEOF\nCOPY <<A <<-\"B\" /x/\none\nA\n\ttwo $x\n\tB\nRUN 3<<EOF cat /dev/fd/3 \\\n # c\n  && x\nbody\nEOF\n",
	"FROM a\nONBUILD RUN <<EOF\nx\nEOF\nONBUILD COPY --chown=1:2 a b\nONBUILD ENV A=b\nONBUILD CMD [\"x\"]\n",
	"FROM a\nHEALTHCHECK --interval=5s --retries=3 CMD curl -f http://x/ || exit 1\nHEALTHCHECK NONE\nHEALTHCHECK CMD [\"a\",\"b\"]\n",
	"FROM a\nRUN --mount=type=cache,target=/x --mount=type=bind,source=.,target=/y --network=none make \"a  b\"\nADD --checksum=sha256:00 https://x/y /z\n",
	"FROM a\nVOLUME [\"/a\", \"/b\"]\nVOLUME /c /d\nSHELL [\"/bin/bash\", \"-c\"]\nEXPOSE 80 443/tcp\nWORKDIR /a b\nUSER 1000\nSTOPSIGNAL SIGTERM\nMAINTAINER a b\nENTRYPOINT exec x\n",
	"FROM a\nRUN \"$(cat <<EOF)\"\nRUN echo '<<EOF' <<EOF\nx\nEOF\nRUN cat <<< x\n",
	"FROM a\nRUN -- echo\nRUN --mount='type=cache,target=/x y' true\nCMD [ a, b ]\nCMD []\nRUN [\"a<<b\"]\n",
	"# comment\n\nFROM scratch\n\t # indented\nCOPY a \\\n",
}

func TestHealthyFilesHaveNoErrors(t *testing.T) {
	for _, text := range healthy {
		for _, text := range []string{text, strings.ReplaceAll(text, "\n", "\r\n")} {
			for _, e := range parse(text).Errors {
				if e.Message != "LABEL" && !strings.Contains(e.Message, "can't find = in \"c\"") && !strings.Contains(e.Message, "at least two") {
					t.Errorf("%q: %v %s", text, e.Span, e.Message)
				}
			}
			if problem := compare(text); problem != "" {
				t.Errorf("%s\n%q", problem, text)
			}
		}
	}
}

// errorCases are broken files; each error is written as text marked, message, suggestion.
var errorCases = []struct {
	name, text string
	want       []string
}{
	{"unknown instruction", "FROM a\nRUNN x\n", []string{"RUNN: unknown instruction: RUNN -> RUN"}},
	{"every one of several", "FROM a\nQUUX x\nENV A\nCOPY a\nRUN ok\nLABEL =x\n", []string{
		"QUUX: unknown instruction: QUUX -> ", "A: ENV must have two arguments -> ",
		"COPY: COPY requires at least two arguments, but only one was provided. Destination could not be determined -> ",
		"=x: LABEL names can not be blank -> "}},
	{"first is a typo of FROM", "FORM a\nRUN x\n", []string{"FORM: unknown instruction: FORM -> FROM"}},
	{"unknown flag", "FROM a\nCOPY --form=b x y\n", []string{"--form: unknown flag: --form -> --from"}},
	{"flag twice", "FROM a\nCOPY --from=b --from=c x y\n", []string{"--from=c: duplicate flag specified: --from -> "}},
	{"flag without value", "FROM a\nCOPY --from x y\n", []string{"--from: missing a value on flag: --from -> "}},
	{"flag no boolean", "FROM a\nCOPY --link=maybe x y\n", []string{"maybe: expecting boolean value for flag --link, not: maybe -> "}},
	{"mount type", "FROM a\nRUN --mount=type=cahce,target=/x y\n", []string{"cahce: unsupported mount type \"cahce\" -> cache"}},
	{"mount key", "FROM a\nRUN --mount=type=cache,taget=/x y\n", []string{"taget: unexpected key 'taget' in 'taget=/x' -> target"}},
	{"unterminated heredoc", "FROM a\nRUN <<EOF\necho x\nCOPY a b\nQUUX\n", []string{"<<EOF: unterminated heredoc -> ", "QUUX: unknown instruction: QUUX -> "}},
	{"array of a number", "FROM a\nCMD [\"a\", 1]\n", []string{"1: when using JSON array syntax, arrays must be comprised of strings only -> "}},
	{"no stage", "RUN a\nCOPY b c\n", []string{"RUN: no build stage in current context -> "}},
	{"before the stage", "ARG A\nRUN a\nENV b=c\nFROM x\n", []string{"RUN: no build stage in current context -> ", "ENV: no build stage in current context -> "}},
	{"only ARG", "ARG A\n", []string{"ARG: dockerfile contains no stages to build -> "}},
	{"from words", "FROM a b\n", []string{"b: FROM requires either one or three arguments -> "}},
	{"from nothing", "FROM\n", []string{"FROM: FROM requires either one or three arguments -> "}},
	{"from name", "FROM a AS 1b\n", []string{"1b: invalid name for build stage: \"1b\", name can't start with a number or contain symbols -> "}},
	{"env without =", "FROM a\nENV A=b c D=e\n", []string{"c: syntax error - can't find = in \"c\". Must be of the form: name=value -> "}},
	{"open quote", "FROM a\nENV A=\"b\n", []string{"\"b: unexpected end of statement while looking for matching double-quote -> "}},
	{"open brace", "FROM a\nWORKDIR /x/${A\n", []string{"/x/${A: unsupported modifier (\ufffd) in substitution -> "}},
	{"directive twice", "# escape=`\n# escape=`\nFROM a\n", []string{"# escape=`: only one escape parser directive can be used -> "}},
	{"escape value", "# escape=x\nFROM a\nQUUX\n", []string{"x: invalid escape token 'x' does not match ` or \\ -> ", "QUUX: unknown instruction: QUUX -> "}},
	{"health type", "FROM a\nHEALTHCHECK CMDD x\n", []string{"CMDD: unknown type \"CMDD\" in HEALTHCHECK (try CMD) -> CMD"}},
	{"health interval", "FROM a\nHEALTHCHECK --timeout=1s --interval=5x CMD y\n", []string{"5x: time: unknown unit \"x\" in duration \"5x\" -> "}},
	{"shell form of SHELL", "FROM a\nSHELL bash -c\n", []string{"bash -c: SHELL requires the arguments to be in JSON form -> "}},
	{"chained ONBUILD", "FROM a\nONBUILD ONBUILD RUN x\nONBUILD FROM y\n", []string{
		"ONBUILD: chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed -> ", "FROM: FROM isn't allowed as an ONBUILD trigger -> "}},
	{"heredoc as destination", "FROM a\nCOPY a <<EOF\nx\nEOF\n", []string{"<<EOF: COPY cannot accept a heredoc as a destination -> "}},
	{"long line", "FROM a\nRUN " + strings.Repeat("x", 65535) + "\nQUUX\n", []string{"xxxx: dockerfile line greater than max allowed size of 65535 -> ", "QUUX: unknown instruction: QUUX -> "}},
	{"lone CR", "FROM a\rRUN b\r", []string{"RUN: FROM requires either one or three arguments -> "}},
	{"template", "FROM {{ image }}\nCOPY {{ x }} /y\nENV {{ a }}\nQUUX\n", []string{"QUUX: unknown instruction: QUUX -> "}},
	{"template lines", "{{ if x }}\nFROM a\n{{ end }}\nQUUX\n", nil},
	{"binary", "FROM a\x00\nQUUX\n", nil},
	{"UTF-16", "\xff\xfeF\x00R\x00O\x00M\x00", nil},
	{"empty", "", nil},
	{"comments", "# x\n\n  # y\n", nil},
}

func TestErrors(t *testing.T) {
	for _, c := range errorCases {
		file := parse(c.text)
		var got []string
		for _, e := range file.Errors {
			got = append(got, fmt.Sprintf("%s: %s -> %s", file.Source.Slice(e.Span), e.Message, e.Suggestion))
		}
		if fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("%s:\n got %q\nwant %q", c.name, got, c.want)
		}
	}
}

func TestAt(t *testing.T) {
	file := parse("FROM a\n\n# x\n\n# y\n# z\nRUN a \\\n # in\n b\nCMD c\n")
	for offset, want := range map[int]string{0: "FROM", 6: "FROM", 7: "", 21: "RUN", 31: "RUN", 39: "CMD"} {
		got := ""
		if i := file.At(offset); i != nil {
			got = i.Keyword
		}
		if got != want {
			t.Errorf("at %d: got %q, want %q", offset, got, want)
		}
	}
	for k, want := range []string{"[]", "[y z]", "[]"} {
		got := []string{}
		for _, c := range file.CommentsAbove(file.Instructions[k]) {
			got = append(got, c.Text)
		}
		if fmt.Sprint(got) != want {
			t.Errorf("above %s: got %v, want %s", file.Instructions[k].Keyword, got, want)
		}
	}
}

// TestHostile reads inputs on which a careless reader takes quadratic time or endless depth.
func TestHostile(t *testing.T) {
	for _, unit := range []string{"x\n", "ENV A\n", "RUN <<E\n", "ONBUILD \\\n", "ONBUILD ", "{{ \\\n", "CMD [\"a\",\\\n", "<<A \\\n", "${\\\n", "'\\\n", "\\\n", "[\\\n"} {
		for _, head := range []string{"", "RUN ", "COPY ", "FROM a\nCMD "} {
			file := parse(head + strings.Repeat(unit, (1<<16)/len(unit)))
			if len(file.Errors) > 200 {
				t.Errorf("%q: %d errors", unit, len(file.Errors))
			}
		}
	}
}
