package config_test

import (
	"errors"
	"flag"
	"io/fs"
	"os"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/lambdock/lambdock/analysis/config"
	"github.com/lambdock/lambdock/analysis/source"
)

var update = flag.Bool("update", false, "rewrite the goldens")

const full = `
lambda: ["services/*/Dockerfile", "**/lambda.dockerfile"]
not-lambda: [services/web/Dockerfile]
select: [missing-ric, yum-on-al2023]
ignore:
  - yum-on-al2023
severity:
  missing-ric: info
deprecations:
  python3.9: 2026-12-31
  nodejs18.x: "2027-01-31"
functions:
  - dockerfile: services/{a,b}/Dockerfile
    context: .
    target: final
    platform: linux/arm64
    handler: app.handler
    args: {PYTHON: 3.12, DEBUG: false, NAME: x, DAY: 2026-01-02, N: 3}
  - &common {dockerfile: Dockerfile}
  - *common
`

func TestEveryKey(t *testing.T) {
	got, err := config.Parse("sub/.lambdock.yaml", full)
	if err != nil {
		t.Fatal(err)
	}
	for i := range got.Functions { // where they stand is another test's
		f := &got.Functions[i]
		f.File, f.Span, f.HandlerSpan = nil, source.Span{}, source.Span{}
	}
	for what, pair := range map[string][2]any{
		"path":         {got.Path, "sub/.lambdock.yaml"},
		"lambda":       {got.Lambda, []string{"sub/services/*/Dockerfile", "sub/**/lambda.dockerfile"}},
		"not-lambda":   {got.NotLambda, []string{"sub/services/web/Dockerfile"}},
		"select":       {got.Select, []string{"missing-ric", "yum-on-al2023"}},
		"ignore":       {got.Ignore, []string{"yum-on-al2023"}},
		"severity":     {got.Severity, map[string]string{"missing-ric": "info"}},
		"deprecations": {got.Deprecations, map[string]string{"python3.9": "2026-12-31", "nodejs18.x": "2027-01-31"}},
		"functions": {got.Functions, []config.Function{
			{Dockerfile: "sub/services/{a,b}/Dockerfile", Context: "sub", Target: "final", Platform: "linux/arm64", Handler: "app.handler",
				Args: map[string]string{"PYTHON": "3.12", "DEBUG": "false", "NAME": "x", "DAY": "2026-01-02", "N": "3"}},
			{Dockerfile: "sub/Dockerfile"},
			{Dockerfile: "sub/Dockerfile"},
		}},
	} {
		if !reflect.DeepEqual(pair[0], pair[1]) {
			t.Errorf("%s: got %#v, want %#v", what, pair[0], pair[1])
		}
	}
	for file, want := range map[string]string{"sub/services/b/Dockerfile": "sub", "sub/Dockerfile": ""} {
		functions := got.FunctionsOf(file)
		if len(functions) == 0 || functions[0].Dockerfile != file || functions[0].Context != want {
			t.Errorf("functions of %s: %+v", file, functions)
		}
	}
	if functions := got.FunctionsOf("Dockerfile"); len(functions) != 0 {
		t.Errorf("functions of a Dockerfile above: %+v", functions)
	}
}

func TestFunctionsSayWhereTheyStand(t *testing.T) {
	const text = "# é\nfunctions:\n- dockerfile: a\n  handler: 'app.handler'\n- {dockerfile: \"😀\", handler: b.c}\n- {dockerfile: \"\\x61\"}\n"
	c, err := config.Parse(".lambdock.yaml", text)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range c.Functions {
		got = append(got, f.File.Path(), f.File.Slice(f.Span), f.File.Slice(f.HandlerSpan))
	}
	if want := ".lambdock.yaml a app.handler .lambdock.yaml 😀 b.c .lambdock.yaml  "; strings.Join(got, " ") != want {
		t.Errorf("got %q, want %q", strings.Join(got, " "), want)
	}
}

func TestNothingIsSaid(t *testing.T) {
	for _, text := range []string{"", "\n", "# nothing\n", "---\n", "{}", "null", "\ufeff"} {
		if c, err := config.Parse(".lambdock.yaml", text); err != nil || !c.Runs("any", false) || c.Verdict("Dockerfile") != config.NoVerdict {
			t.Errorf("%q: %v, %v", text, c, err)
		}
	}
}

func TestProblems(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"lambda: [a]\nrules: []\n", `.lambdock.yaml:2: unknown key "rules", known are lambda, not-lambda, select, ignore, preview, severity, deprecations, functions`},
		{"functions:\n  - dockerfile: Dockerfile\n    entrypoint: x\n", `.lambdock.yaml:3: unknown key "entrypoint", known are dockerfile, context, target, platform, args, handler`},
		{"select: missing-ric\n", ".lambdock.yaml:1: select must be a list"},
		{"select:\n", ".lambdock.yaml:1: select must be a list"},
		{"select:\n- [a]\n", ".lambdock.yaml:2: select[] must be a string"},
		{"select: [1]\n", ".lambdock.yaml:1: select[] must be a string"},
		{"select: [a]\nselect: [b]\n", `.lambdock.yaml:2: key "select" is given twice`},
		{"severity: {: info}\n", ".lambdock.yaml:1: a key of severity must be a name"},
		{"? [a]\n: b\n", ".lambdock.yaml:1: a key of the configuration must be a name"},
		{"- a\n", ".lambdock.yaml:1: the configuration must be a mapping"},
		{"text", ".lambdock.yaml:1: the configuration must be a mapping"},
		{"severity: [a]\n", ".lambdock.yaml:1: severity must be a mapping"},
		{"severity:\n  a: info\n  b: fatal\n", `.lambdock.yaml:3: severity.b is "fatal", must be one of error, warning, info, hint`},
		{"severity: {a: off}\n", ".lambdock.yaml:1: severity.a is \"off\", must be one of error, warning, info, hint"},
		{"deprecations: {python3.9: soon}\n", `.lambdock.yaml:1: deprecations.python3.9 is "soon", must be a date like 2029-06-30`},
		{"deprecations: {python3.9: 2026-02-30}\n", `.lambdock.yaml:1: deprecations.python3.9 is "2026-02-30", must be a date like 2029-06-30`},
		{"functions: [{handler: app.handler}]\n", ".lambdock.yaml:1: functions[].dockerfile is missing"},
		{"functions: [app]\n", ".lambdock.yaml:1: functions[] must be a mapping"},
		{"functions: [{dockerfile: Dockerfile, platform: windows}]\n", `.lambdock.yaml:1: functions[].platform is "windows", must be one of linux/amd64, linux/arm64`},
		{"functions: [{dockerfile: Dockerfile, args: {A: }}]\n", ".lambdock.yaml:1: functions[].args.A must be a string"},
		{"functions: [{dockerfile: Dockerfile, context: /app}]\n", `.lambdock.yaml:1: functions[].context is "/app", must be a path relative to this file`},
		{"lambda: ['[a']\n", `.lambdock.yaml:1: lambda[] is "[a", which is no glob`},
		{"lambda: ['']\n", `.lambdock.yaml:1: lambda[] is "", must be a path relative to this file`},
		{"select: [1]\nignore: [2]\n", ".lambdock.yaml:1: select[] must be a string\n.lambdock.yaml:2: ignore[] must be a string"},
	} {
		_, err := config.Parse(".lambdock.yaml", c.text)
		if err == nil || err.Error() != c.want {
			t.Errorf("%q: got %v\nwant %s", c.text, err, c.want)
		}
		var broken *config.Error
		if !errors.As(err, &broken) || broken.Line == 0 {
			t.Errorf("%q: %#v is no *Error with a line", c.text, err)
		}
	}
}

func TestNoYAML(t *testing.T) {
	for _, text := range []string{"select: [", "a: b: c", "\tselect: []", "select: *none", "\x00", "\xff\xfes\x00"} {
		_, err := config.Parse(".lambdock.yaml", text)
		var broken *config.Error
		if !errors.As(err, &broken) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestUnknownRulesAreNamedWithTheirLine(t *testing.T) {
	c, err := config.Parse("x.yaml", "select: [known]\nignore:\n- knwon\nseverity:\n  known: info\n  nown: info\n")
	if err != nil {
		t.Fatal(err)
	}
	err = c.Check(func(rule string) bool { return rule == "known" })
	const want = "x.yaml:3: unknown rule \"knwon\", `lambdock rules` lists them\nx.yaml:6: unknown rule \"nown\", `lambdock rules` lists them"
	if err == nil || err.Error() != want {
		t.Errorf("got %v\nwant %s", err, want)
	}
	if err := c.Check(func(string) bool { return true }); err != nil {
		t.Error(err)
	}
}

func TestNearestFileWins(t *testing.T) {
	tree := fstest.MapFS{
		".lambdock.yaml":       {Data: []byte("ignore: [root]")},
		"a/.lambdock.yml":      {Data: []byte("ignore: [a]")},
		"a/b/c/.lambdock.yaml": {Data: []byte("ignore: [first]")},
		"a/b/c/.lambdock.yml":  {Data: []byte("ignore: [second]")},
		"broken/.lambdock.yml": {Data: []byte("ignore: x")},
		"folder/.lambdock.yml": {Mode: fs.ModeDir},
	}
	for file, want := range map[string]string{
		"Dockerfile": "root", "z/Dockerfile": "root", "a/Dockerfile": "a", "a/b/Dockerfile": "a", "a/b/c/Dockerfile": "first", "a/b/c/d/e/Dockerfile": "first",
	} {
		c, err := config.Load(tree, file)
		if err != nil || c.Runs(want, false) || len(c.Ignore) != 1 {
			t.Errorf("%s: got %+v, %v; want %s", file, c, err, want)
		}
	}
	if _, err := config.Load(tree, "broken/x/Dockerfile"); err == nil || err.Error() != "broken/.lambdock.yml:1: ignore must be a list" {
		t.Errorf("a broken file is passed over: %v", err)
	}
	if _, err := config.Load(tree, "folder/Dockerfile"); err == nil {
		t.Error("a file that cannot be read is passed over")
	}
	if c, err := config.Load(fstest.MapFS{}, "a/b/Dockerfile"); err != nil || c.Path != "" {
		t.Errorf("without a file: %+v, %v", c, err)
	}
}

func TestVerdict(t *testing.T) {
	c, err := config.Parse("a[1]/.lambdock.yaml", "lambda: ['**/Dockerfile', 'x/*']\nnot-lambda: [web/Dockerfile]\n")
	if err != nil {
		t.Fatal(err)
	}
	for file, want := range map[string]config.Verdict{
		"a[1]/Dockerfile": config.IsLambda, "a[1]/x/y/Dockerfile": config.IsLambda, "a[1]/x/other": config.IsLambda, "a[1]/x/y/other": config.NoVerdict,
		"a[1]/web/Dockerfile": config.IsNotLambda, "Dockerfile": config.NoVerdict, "a1/Dockerfile": config.NoVerdict,
	} {
		if got := c.Verdict(file); got != want {
			t.Errorf("%s: got %v, want %v", file, got, want)
		}
	}
}

func TestOver(t *testing.T) {
	file, err := config.Parse("sub/.lambdock.yaml", "ignore: [a]\nseverity: {r: info}\nlambda: [x]\n")
	if err != nil {
		t.Fatal(err)
	}
	settings, err := config.FromSettings([]byte(`{"ignore": ["b"], "select": ["c"], "severity": {"r": "hint", "s": "hint"}, "lambda": ["y"]}`))
	if err != nil {
		t.Fatal(err)
	}
	got := file.Over(settings)
	if !reflect.DeepEqual(got.Ignore, []string{"a", "b"}) || !reflect.DeepEqual(got.Select, []string{"c"}) ||
		!reflect.DeepEqual(got.Severity, map[string]string{"r": "info", "s": "hint"}) || !reflect.DeepEqual(got.Lambda, []string{"sub/x", "y"}) {
		t.Errorf("got %+v", got)
	}
	if file.Over(nil) != file || len(file.Ignore) != 1 || settings.Severity["r"] != "hint" {
		t.Error("merging changed what was merged")
	}
}

func TestChoose(t *testing.T) {
	c := &config.Config{Select: []string{"a", "b"}, Ignore: []string{"c"}}
	for _, choice := range []struct {
		selected, ignored []string
		runs              string
	}{
		{nil, nil, "ab"}, {nil, []string{"a"}, "b"}, {[]string{"c"}, nil, "c"}, {[]string{"c", "d"}, []string{"d"}, "c"},
	} {
		chosen, got := c.Choose(choice.selected, choice.ignored, false), ""
		for _, rule := range []string{"a", "b", "c", "d"} {
			if chosen.Runs(rule, false) {
				got += rule
			}
		}
		if got != choice.runs {
			t.Errorf("%v: got %s", choice, got)
		}
	}
}

func TestSettings(t *testing.T) {
	for _, c := range []struct{ text, ignored, problem string }{
		{"", "", ""},
		{"null", "", ""},
		{`{"ignore": ["a"], "path": "/usr/bin/lambdock", "trace": {"server": "off"}}`, "a", ""},
		{`{"ignore": null, "select": null, "functions": null}`, "", ""},
		{"{\n\t\"ignore\": [\"\\ud83d\\ude00\"]\n}", "😀", ""},
		{`{"ignore": "a"}`, "", "settings:1: ignore must be a list"},
		{`{"ignore": `, "", "settings: reading JSON: unexpected end of JSON input"},
		{`[]`, "", "settings:1: the configuration must be a mapping"},
	} {
		got, err := config.FromSettings([]byte(c.text))
		switch {
		case c.problem != "":
			if err == nil || err.Error() != c.problem {
				t.Errorf("%s: got %v, want %s", c.text, err, c.problem)
			}
		case err != nil:
			t.Errorf("%s: %v", c.text, err)
		case strings.Join(got.Ignore, ",") != c.ignored || got.Path != "":
			t.Errorf("%s: got %+v", c.text, got)
		}
	}
}

func TestSchemaIsShipped(t *testing.T) {
	if *update {
		if err := os.WriteFile("schema.json", config.Schema(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	shipped, err := os.ReadFile("schema.json")
	if err != nil || string(shipped) != string(config.Schema()) {
		t.Errorf("schema.json is not what the code says (%v); run go test ./analysis/config -update", err)
	}
}

func TestPreview(t *testing.T) {
	for _, tt := range []struct {
		text          string
		choose        []string
		ask           bool
		stable, tier3 bool
	}{
		{"", nil, false, true, false},
		{"preview: true\n", nil, false, true, true},
		{"", nil, true, true, true},
		{"", []string{"young"}, false, false, true},
		{"select: [young]\n", nil, false, false, true},
		{"preview: true\nignore: [young]\n", nil, false, true, false},
	} {
		c, err := config.Parse(".lambdock.yaml", tt.text)
		if err != nil {
			t.Fatal(err)
		}
		c = c.Choose(tt.choose, nil, tt.ask)
		if got := c.Runs("old", false); got != tt.stable {
			t.Errorf("%q, %v, %v: a stable rule runs: %v", tt.text, tt.choose, tt.ask, got)
		}
		if got := c.Runs("young", true); got != tt.tier3 {
			t.Errorf("%q, %v, %v: a rule in preview runs: %v", tt.text, tt.choose, tt.ask, got)
		}
	}
	if _, err := config.Parse(".lambdock.yaml", "preview: perhaps\n"); err == nil {
		t.Error("no error on a preview that is no truth value")
	}
}
