package report_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/report"
	"github.com/lambdock/lambdock/analysis/source"
)

var allFormats = strings.Split(strings.Replace(report.Names, " or ", ", ", 1), ", ")

var update = flag.Bool("update", false, "rewrite the goldens")

var (
	ruleA = &analysis.Rule{Name: "a-rule", Summary: "a", Doc: "What `a` is.", Severity: analysis.Error, Refs: []string{"https://docs.aws.amazon.com/lambda/"}}
	ruleB = &analysis.Rule{Name: "b-rule", Summary: "b", Doc: "What b is.", Severity: analysis.Info, Refs: []string{"https://docs.aws.amazon.com/lambda/"}}
)

// mark is a file of that text without its first « and », and the span between them.
func mark(t *testing.T, name, text string) (*source.File, source.Span) {
	t.Helper()
	before, rest, opened := strings.Cut(text, "«")
	inside, behind, closed := strings.Cut(rest, "»")
	if !opened || !closed {
		t.Fatalf("%q marks nothing", text)
	}
	return source.New(name, before+inside+behind), source.Span{Start: len(before), End: len(before) + len(inside)}
}

// hostile holds what files, paths and messages have that formats must not trip over.
func hostile(t *testing.T) *report.Report {
	r := &report.Report{Rules: []*analysis.Rule{ruleA, ruleB}, Version: "v1.2.3"}
	add := func(name, text string, severity analysis.Severity, message string) *analysis.Diagnostic {
		f, span := mark(t, name, text)
		r.Diagnostics = append(r.Diagnostics, analysis.Diagnostic{Rule: ruleA, Severity: severity, File: f, Span: span, Message: message})
		return &r.Diagnostics[len(r.Diagnostics)-1]
	}
	plain := add("Dockerfile", "FROM x\nCMD «[\"app\"]»\n", analysis.Error, "a plain one")
	plain.Related = []analysis.Related{{File: plain.File, Span: source.Span{Start: 5, End: 6}, Message: "the base"}}
	plain.Fixes = []analysis.Fix{
		{Title: "Put x", Safe: true, Edits: []analysis.Edit{{File: plain.File, Span: plain.Span, New: "[\"x\"]\n"}, {File: source.New("b/Dockerfile", "a\n"), New: "b"}}},
		{Title: "Put y", Edits: []analysis.Edit{{File: plain.File, Span: source.Span{Start: plain.Span.Start, End: plain.Span.Start}, New: "y"}}},
	}
	plain.Fixes = append(plain.Fixes, analysis.Fix{Title: "Only say so"})
	add("tabs", "\tRUN\t«yum»\tinstall\n", analysis.Warning, "tabs")
	add("wide", "RUN echo 漢字 «😀é漢» x\n", analysis.Info, "wide characters, of which one is astral")
	add("combining", "RUN e\u0301 «e\u0301x»\n", analysis.Warning, "combining marks")
	add("joined", "RUN 👩\u200d💻❤\ufe0f «x»\n", analysis.Warning, "joined emoji")
	add("crlf", "FROM a\r\nRUN «b»\r\n", analysis.Warning, "CRLF")
	add("bom", "\ufeff«FROM» a\n", analysis.Warning, "a byte order mark")
	add("empty", "FROM a«»\nRUN b", analysis.Hint, "an empty span at a line's end")
	add("end", "FROM a\n«»", analysis.Hint, "an empty span at the end")
	add("lines", "RUN «a \\\n  && b»\n", analysis.Warning, "several lines")
	add("control", "RUN \x1b[31m«\x07a\x00b»\u202ec\x85\n", analysis.Warning, "control \x1b[0m characters\r\nand 100% lines: a,b::")
	add("bytes", "RUN \xff«\xfe»\n", analysis.Warning, "bytes that are no UTF-8: \xff")
	add("long", "RUN "+strings.Repeat("é", 200)+" «"+strings.Repeat("x", 300)+"» z\n", analysis.Warning, "a long line")
	add("long", "RUN «a» "+strings.Repeat("é", 200)+"\n", analysis.Warning, "a long tail")
	add("../with space/100%,a:b#c?/é\n", "«x»", analysis.Warning, "an awkward name")
	return r
}

func golden(t *testing.T, name string, format report.Format, r *report.Report) string {
	t.Helper()
	var got bytes.Buffer
	if err := format(&got, r); err != nil {
		t.Fatal(err)
	}
	file := "testdata/" + name
	if *update {
		if err := os.WriteFile(file, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got.String() != string(want) {
		t.Errorf("%s differs, see go test ./analysis/report -update; got\n%s", file, got.String())
	}
	return got.String()
}

func TestText(t *testing.T) {
	text := golden(t, "hostile.txt", report.Text, hostile(t))
	for _, c := range text {
		if c < ' ' && c != '\n' && c != '\t' || c >= 0x7f && c < 0xa0 || c == '\u202e' {
			t.Fatalf("a terminal would obey %q", c)
		}
	}
}

func TestTextInColour(t *testing.T) {
	r := hostile(t)
	r.Color = true
	coloured := golden(t, "hostile.ansi", report.Text, r)
	r.Color = false
	var plain bytes.Buffer
	if err := report.Text(&plain, r); err != nil {
		t.Fatal(err)
	}
	for _, escape := range []string{"\x1b[0m", "\x1b[1m", "\x1b[2m", "\x1b[34m", "\x1b[36m", "\x1b[1;31m", "\x1b[1;33m"} {
		coloured = strings.ReplaceAll(coloured, escape, "")
	}
	if coloured != plain.String() {
		t.Error("colour changes the text")
	}
}

func TestJSON(t *testing.T)   { golden(t, "hostile.json", report.JSON, hostile(t)) }
func TestGitHub(t *testing.T) { golden(t, "hostile.github", report.GitHub, hostile(t)) }

func TestGitLab(t *testing.T) {
	r := hostile(t)
	r.Diagnostics = append(r.Diagnostics, r.Diagnostics[0])
	var findings []struct{ Fingerprint string }
	if err := json.Unmarshal([]byte(golden(t, "hostile.gitlab.json", report.GitLab, r)), &findings); err != nil {
		t.Fatal(err)
	}
	distinct := map[string]bool{}
	for _, f := range findings {
		distinct[f.Fingerprint] = true
	}
	if len(distinct) != len(r.Diagnostics) {
		t.Errorf("%d fingerprints for %d findings", len(distinct), len(r.Diagnostics))
	}
}

func TestGitLabKnowsWhatOnlyMoved(t *testing.T) {
	r := hostile(t)
	r.Diagnostics = r.Diagnostics[:1]
	var before, after bytes.Buffer
	if err := report.GitLab(&before, r); err != nil {
		t.Fatal(err)
	}
	r.Diagnostics[0].File, r.Diagnostics[0].Span = mark(t, "Dockerfile", "\n\nFROM x\nCMD «[\"app\"]»\n")
	if err := report.GitLab(&after, r); err != nil {
		t.Fatal(err)
	}
	fingerprint := regexp.MustCompile(`"fingerprint": "[0-9a-f]{32}"`)
	if b, a := fingerprint.FindString(before.String()), fingerprint.FindString(after.String()); a == "" || a != b {
		t.Errorf("got %s, then %s", b, a)
	}
}

func TestXML(t *testing.T) {
	for name, format := range map[string]report.Format{"hostile.junit.xml": report.JUnit, "hostile.checkstyle.xml": report.Checkstyle} {
		decoder := xml.NewDecoder(strings.NewReader(golden(t, name, format, hostile(t))))
		for {
			if _, err := decoder.Token(); err == io.EOF {
				break
			} else if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
		}
	}
}

func TestNothingFound(t *testing.T) {
	for name, want := range map[string]string{
		"text": "", "github": "", "gitlab": "[]\n",
		"checkstyle": xml.Header + "<checkstyle version=\"4.3\"></checkstyle>\n",
		"junit": xml.Header + `<testsuites name="lambdock" tests="1" failures="0">
  <testsuite name="lambdock" tests="1" failures="0">
    <testcase name="no findings" classname="lambdock"></testcase>
  </testsuite>
</testsuites>
`,
		"json": "{\n  \"version\": 1,\n  \"tool\": \"lambdock v1\",\n  \"diagnostics\": []\n}\n",
	} {
		format, err := report.Named(name)
		if err != nil {
			t.Fatal(err)
		}
		var got bytes.Buffer
		if err := format(&got, &report.Report{Version: "v1"}); err != nil || got.String() != want {
			t.Errorf("%s: got %q, %v", name, got.String(), err)
		}
	}
}

func TestNamed(t *testing.T) {
	for _, name := range allFormats {
		if format, err := report.Named(name); format == nil || err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, want := range map[string]string{
		"":     `unknown format "", use text, json, sarif, github, gitlab, junit or checkstyle`,
		"TEXT": `unknown format "TEXT", use text, json, sarif, github, gitlab, junit or checkstyle`,
	} {
		if format, err := report.Named(name); format != nil || err == nil || err.Error() != want {
			t.Errorf("%s: got %v, want %s", name, err, want)
		}
	}
}

func TestNamesAreTheReaders(t *testing.T) {
	r := hostile(t)
	r.Diagnostics = r.Diagnostics[:1]
	r.Name = func(f *source.File) string { return "../" + f.Path() }
	for _, format := range []report.Format{report.Text, report.JSON, report.SARIF, report.GitHub, report.GitLab, report.Checkstyle} {
		var got bytes.Buffer
		if err := format(&got, r); err != nil || !strings.Contains(got.String(), "../Dockerfile") || strings.Count(got.String(), "Dockerfile") != strings.Count(got.String(), "../") {
			t.Errorf("%v in\n%s", err, got.String())
		}
	}
}

type full struct{}

var errFull = errors.New("no space left on device")

func (full) Write([]byte) (int, error) { return 0, errFull }

func TestWriteErrors(t *testing.T) {
	for _, name := range allFormats {
		format, _ := report.Named(name)
		if err := format(full{}, hostile(t)); !errors.Is(err, errFull) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}
