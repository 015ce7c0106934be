package shell_test

import (
	"fmt"
	"sort"
	"strings"
	"testing"

	"github.com/lambdock/lambdock/analysis/shell"
	"github.com/lambdock/lambdock/analysis/source"
)

func parse(text string, dialect shell.Dialect, outside map[string]string) *shell.Script {
	f := source.New("script.sh", text)
	return shell.Parse(source.TextOf(f, source.Span{End: f.Len()}), dialect, func(name string) (shell.Value, bool) {
		v, ok := outside[name]
		return shell.Value{Text: v, Known: ok}, ok
	})
}

// show writes a command as its words, then what else is true of it in square brackets.
func show(c *shell.Command) string {
	var words, notes []string
	for _, a := range c.Assigns {
		words = append(words, a.Name+"="+showWord(a.Value))
	}
	for _, w := range c.Words {
		words = append(words, showWord(w))
	}
	if c.Conditional {
		notes = append(notes, "if")
		for _, g := range c.Guards {
			notes = append(notes, showWords(g.Words))
		}
	}
	if c.Dir != (shell.Value{Text: ".", Known: true}) {
		notes = append(notes, "in "+showValue(c.Dir))
	}
	for _, r := range c.Redirects {
		notes = append(notes, "> "+showWord(r))
	}
	if c.Exports {
		notes = append(notes, "exports")
	}
	var exported []string
	for name := range c.Exported {
		exported = append(exported, name)
	}
	if len(exported) > 0 {
		sort.Strings(exported)
		notes = append(notes, "sees "+strings.Join(exported, " "))
	}
	for _, h := range c.Heredocs {
		notes = append(notes, fmt.Sprintf("<< %q", h.String()))
	}
	if c.Function != "" {
		notes = append(notes, "of "+c.Function)
	}
	line := strings.Join(words, " ")
	if len(notes) > 0 {
		line += " [" + strings.Join(notes, "; ") + "]"
	}
	return line
}

func showWords(words []shell.Word) string {
	var all []string
	for _, w := range words {
		all = append(all, showWord(w))
	}
	return strings.Join(all, " ")
}

func showWord(w shell.Word) string {
	switch {
	case w.Fields != nil:
		return "{" + strings.Join(w.Fields, "|") + "}"
	case w.Glob:
		return "glob(" + w.Text + ")"
	case !w.Known && w.Fallback != "":
		return "?(" + w.Fallback + ")"
	}
	return showValue(w.Value)
}

func showValue(v shell.Value) string {
	if !v.Known {
		return "?"
	}
	if v.Text == "" || strings.ContainsAny(v.Text, " |;") && !strings.HasPrefix(v.Text, "$(") {
		return fmt.Sprintf("%q", v.Text)
	}
	return v.Text
}

const here = `$(dirname "$0")`

func TestParse(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"words", `yum -y install "a b" 'c'd e\ f`, []string{`yum -y install "a b" cd "e f"`}},
		{"comment to the end", `apt-get update && x # rest && yum`, []string{"apt-get update", "x"}},
		{"assignments", "A=1 B=$A; C=\"$A/x\"; echo $A $C $D", []string{"A=1 B=?", "C=1/x", "echo 1 1/x ?"}},
		{"assignment of one command", "A=1 cmd $A; cmd $A", []string{"A=1 cmd ?", "cmd ?"}},
		{"outside", "echo $OUT ${OUT}x", []string{"echo out outx"}},
		{"default of what is known", "A=1; E=; echo ${A:-2} ${E:-2} ${E-3} ${U:-4} ${OUT:-5}", []string{`A=1`, `E=""`, `echo 1 2 {} ?(4) out`}},
		{"default kept", "F=${F:-Dockerfile.lambda}; docker build -f $F .", []string{"F=?(Dockerfile.lambda)", "docker build -f ?(Dockerfile.lambda) ."}},
		{"export", "export A=1 B; C=2; export C; cmd", []string{"A=1 export B [exports]", "C=2 [sees A]", "export C [exports; sees A]", "cmd [sees A C]"}},
		{"allexport", "set -a; A=1; set +a; B=2; cmd", []string{"set -a", "A=1 [exports]", "set +a [exports; sees A]", "B=2 [sees A]", "cmd [sees A]"}},
		{"cd", "cd /app && make; cd sub; make; cd \"$X\"; make; cd /; make", []string{
			"cd /app", "make [in /app]", "cd sub [in /app]", "make [in /app/sub]", "cd ? [in /app/sub]", "make [in ?]", "cd / [in ?]", "make [in /]"}},
		{"relative cd", "cd a; cd ../b; x; (cd c; y); z; cd a | cd b; q", []string{
			"cd a", "cd ../b [in a]", "x [in b]", "cd c [in b]", "y [in b/c]", "z [in b]", "cd a [in b]", "cd b [in b]", "q [in b]"}},
		{"pushd", "pushd a; x; popd; y; popd; z", []string{"pushd a", "x [in a]", "popd [in a]", "y", "popd", "z [in ?]"}},
		{"the script's folder", `cd "$(dirname "$0")"; x`, []string{"cd " + here, "dirname ?", "x [in " + here + "]"}},
		{"by BASH_SOURCE", "D=$(cd \"$(dirname \"${BASH_SOURCE[0]}\")/..\" >/dev/null 2>&1 && pwd -P)\ncd \"$D/src\"; x", []string{
			"D=" + here + "/..", "cd " + here + "/.. [> /dev/null]", "dirname ?", "pwd -P [in " + here + "/..]", "cd " + here + "/../src", "x [in " + here + "/../src]"}},
		{"by suffix", "D=${0%/*}; S=$(readlink -f \"$0\"); E=$(dirname \"$S\"); cd $E/../x; y $D", []string{
			"D=" + here, "S=?", "readlink -f ?", "E=" + here, "dirname ?", "cd " + here + "/../x", "y " + here + " [in " + here + "/../x]"}},
		{"the repository", "cd $(git rev-parse --show-toplevel); x", []string{
			"cd $(git rev-parse --show-toplevel)", "git rev-parse --show-toplevel", "x [in $(git rev-parse --show-toplevel)]"}},
		{"if", "if command -v yum; then yum install a; elif test -f x; then b; else c; fi; d", []string{
			"command -v yum", "yum install a [if; command -v yum]", "test -f x [if; command -v yum]",
			"b [if; command -v yum; test -f x]", "c [if; command -v yum; test -f x]", "d"}},
		{"chain", "[ -f x ] && a && b || c; make && d; e || f && g; ! h && i", []string{
			"[ -f x ]", "a [if; [ -f x ]]", "b [if; [ -f x ]]", "c [if; b]", "make", "d", "e", "f [if; e]", "g", "h", "i [if; h]"}},
		{"branches blur", "A=1; if x; then A=2; cd y; fi; z $A; B=1; [ x ] && B=2; z $B", []string{
			"A=1", "x", "A=2 [if; x]", "cd y [if; x]", "z ? [in ?]", "B=1 [in ?]", "[ x ] [in ?]", "B=2 [if; [ x ]; in ?]", "z ? [in ?]"}},
		{"loops", "A=1; for i in a b; do x $i $A; A=2; done; for j in c; do y $j; done; while z; do w; done", []string{
			"A=1", "x ? ? [if]", "A=2 [if]", "y c [if]", "z", "w [if; z]"}},
		{"case", "case $1 in a) x;; *) y;; esac", []string{"x [if]", "y [if]"}},
		{"function", "A=1; f() { local B=2; x $A $B $C; }; C=3; f", []string{"A=1", "B=2 local [if; of f]", "x 1 2 ? [if; of f]", "C=3", "f"}},
		{"function that moves", "f() { cd x; }; f; y", []string{"cd x [if; of f]", "f", "y [in ?]"}},
		{"redirects", "echo a > f; b >>g 2>&1; { c; d; } > h; e 2>/dev/null", []string{
			"echo a [> f]", "b [> g]", "c [> h]", "d [> h]", "e [> /dev/null]"}},
		{"heredoc", "cat <<EOF > f\na $X\nEOF\nb <<-'E'\n\tc\n\tE\n", []string{`cat [> f; << "a $X\n"]`, `b [<< "c\n"]`}},
		{"arrays", "A=(--x \"y z\"); A+=(-w); cmd \"${A[@]}\" end; cmd ${#A[@]} ${A[0]} $A", []string{
			"A={--x|y z}", "A={-w}", "cmd {--x|y z|-w} end", "cmd ? ? ?"}},
		{"fields", "A='--a --b'; cmd $A \"$A\" x$A$A; E=; cmd $E \"$E\"", []string{
			`A="--a --b"`, `cmd {--a|--b} "--a --b" {x--a|--b--a|--b}`, `E=""`, `cmd {} ""`}},
		{"glob", "cp *.py a[0-9] '*' \\* x", []string{`cp glob(*.py) glob(a[0-9]) * * x`}},
		{"unknown words", "a ~/x $(b) `c` $((1)) {d,e}", []string{"a ? ? ? ? ?", "b", "c"}},
		{"sh -c", "bash -c 'yum install x && y'; sh <<EOF\nz\nEOF\nsh -c \"$A\"", []string{
			`bash -c "yum install x && y"`, "yum install x", "y", `sh [<< "z\n"]`, "z", "sh -c ?"}},
		{"test clause", "[[ -f \"$OUT\" && $X == y* ]] && z", []string{"[[ -f out ? glob(y*)", "z [if; [[ -f out ? glob(y*)]"}},
		{"append", "A=a; A+=b; cmd $A; for i in 1 2; do A+=x; done; cmd $A", []string{"A=a", "A=?", "cmd ab", "A=? [if]", "cmd ?"}},
		{"read and unset", "A=1; read -r A B; cmd $A; C=1; unset C; cmd ${C:-d}", []string{"A=1", "read -r A B", "cmd ?", "C=1", "unset C", "cmd d"}},
		{"continued lines", "a \\\n  b \\\n  c\nd", []string{"a b c", "d"}},
		{"time and negation", "time a b; ! c", []string{"a b", "c"}},
	} {
		script := parse(c.text, shell.Bash, map[string]string{"OUT": "out"})
		if script.Broken {
			t.Errorf("%s: broken", c.name)
		}
		var got []string
		for _, command := range script.Commands {
			got = append(got, show(command))
		}
		if strings.Join(got, "\n") != strings.Join(c.want, "\n") {
			t.Errorf("%s: %s\n got %s\nwant %s", c.name, c.text, strings.Join(got, "\n     "), strings.Join(c.want, "\n     "))
		}
	}
}

func TestPOSIX(t *testing.T) {
	for text, want := range map[string]string{
		"export A=1; cmd":             "A=1 export [exports] | cmd [sees A]",
		"local A=1":                   "A=1 local",
		"mkdir {a,b}":                 "mkdir {a,b}",
		"[[ a == b ]] && A=(x) && c":  "[[ a b | A={x} [if; [[ a b] | c [if; [[ a b]",
		"set -o allexport; A=1; cmd":  "set -o allexport | A=1 [exports] | cmd [exports; sees A]",
		"test -x /usr/bin/yum || apk": "test -x /usr/bin/yum | apk [if; test -x /usr/bin/yum]",
	} {
		var got []string
		for _, c := range parse(text, shell.POSIX, nil).Commands {
			got = append(got, show(c))
		}
		if strings.Join(got, " | ") != want {
			t.Errorf("%s\n got %s\nwant %s", text, strings.Join(got, " | "), want)
		}
	}
}

func TestBroken(t *testing.T) {
	for text, want := range map[string]string{
		"yum install a && (b": "yum install a | b",
		"a; if b; then c":     "a | b | c [if; b]",
		"a b; echo \"open":    "a b | echo open",
		"a\nb )\nc":           "a",
		"$ErrorActionPreference = 'Stop'; Write-Host x":   "",
		"Invoke-WebRequest -Uri http://x -OutFile x.zip;": "",
		strings.Repeat("a ", 1<<17):                       "",
	} {
		script := parse(text, shell.POSIX, nil)
		var got []string
		for _, c := range script.Commands {
			got = append(got, show(c))
		}
		if !script.Broken || strings.Join(got, " | ") != want {
			t.Errorf("%.40s: broken=%v\n got %s\nwant %s", text, script.Broken, strings.Join(got, " | "), want)
		}
	}
}

func TestUnwrap(t *testing.T) {
	for text, want := range map[string]string{
		"sudo -E -u root A=1 yum install":            "A=1 yum install",
		"env -i A=1 -u B python x":                   "A=1 python x",
		"time -p nice -n 5 make":                     "make",
		"exec \"$@\"":                                "?",
		"exec -a n prog":                             "prog",
		"command -v yum":                             "command -v yum",
		"command yum x":                              "yum x",
		"nohup timeout -k 5 30s /usr/bin/docker run": "/usr/bin/docker run",
		"xargs -0 -n 1 -I {} rm {}":                  "rm {}",
		"xargs -n1 rm":                               "rm",
		"dotenv -e .env -- docker build .":           "docker build .",
		"exec > log":                                 "exec [> log]",
		"sudo $FLAGS yum":                            "? yum",
		"yum install sudo":                           "yum install sudo",
	} {
		script := parse(text, shell.POSIX, nil)
		if got := show(script.Commands[0].Unwrap()); got != want {
			t.Errorf("%s\n got %s\nwant %s", text, got, want)
		}
	}
}

func TestPositions(t *testing.T) {
	text := "RUN apt-get update && \\\n # why\n   yum   ins\\\ntall \"a b\" > f \n"
	f := source.New("Dockerfile", text)
	var b source.TextBuilder
	for _, part := range []string{"apt-get update && ", "   yum   ins", "tall \"a b\" > f "} {
		b.Add(part, strings.Index(text, part))
	}
	script := shell.Parse(b.Text(), shell.POSIX, nil)
	yum := script.Commands[1]
	for _, c := range []struct {
		span source.Span
		want string
	}{
		{script.Commands[0].Span, "apt-get update"},
		{yum.Span, "yum   ins\\\ntall \"a b\" > f"},
		{yum.Words[0].Span(), "yum"},
		{yum.Words[1].Span(), "ins\\\ntall"},
		{yum.Words[2].Span(), "\"a b\""},
		{yum.Redirects[0].Span(), "f"},
	} {
		if got := f.Slice(c.span); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
	if yum.Words[1].Text != "install" {
		t.Errorf("got %q", yum.Words[1].Text)
	}
}

func TestParseInstruction(t *testing.T) {
	for _, c := range []struct{ text, args, name, body, want string }{
		{"<<EOF\nyum x\nEOF\n", "<<EOF", "EOF", "yum x\n", "yum x"},
		{"cat <<EOF > /x && y\na b\nEOF\n", "cat <<EOF > /x && y", "EOF", "a b\n", `cat [> /x; << "a b\n"] | y`},
		{"<<EOF\n#!/usr/bin/env bash\n[[ a ]]\nEOF\n", "<<EOF", "EOF", "#!/usr/bin/env bash\n[[ a ]]\n", "[[ a"},
		{"<<EOF\n#!/usr/bin/python3\nx\nEOF\n", "<<EOF", "EOF", "#!/usr/bin/python3\nx\n", "none"},
		{"python3 <<EOF\nimport x\nEOF\n", "python3 <<EOF", "EOF", "import x\n", `python3 [<< "import x\n"]`},
	} {
		f := source.New("Dockerfile", c.text)
		part := func(s string) source.Text {
			at := strings.Index(c.text, s)
			return source.TextOf(f, source.Span{Start: at, End: at + len(s)})
		}
		script := new(shell.Memory).ParseInstruction(part(c.args), []shell.Heredoc{{Name: c.name, Body: part(c.body)}}, shell.POSIX, nil)
		got := []string{}
		if script == nil {
			got = append(got, "none")
		} else {
			for _, command := range script.Commands {
				got = append(got, show(command))
				for _, h := range command.Heredocs {
					if f.Slice(h.All()) != c.body {
						t.Errorf("%q: body at %v", c.text, h.All())
					}
				}
			}
		}
		if strings.Join(got, " | ") != c.want {
			t.Errorf("%q\n got %s\nwant %s", c.text, strings.Join(got, " | "), c.want)
		}
	}
}

func TestResolve(t *testing.T) {
	for text, want := range map[string]string{
		shell.ScriptDir + "/../x": "tools/x", shell.ScriptDir: "tools/ci", shell.RepoRoot + "/y": "root/y", "../z": "../z",
	} {
		if got := shell.Resolve(text, "tools/ci", "root"); got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("A=1; if x; then cd $A; fi; echo \"${A[@]}\" ${B:-$(dirname \"$0\")} <<E\nx\nE\n", true)
	f.Add("f() { local A=1; export B=$A; }; for i in a; do f; done; x && y || z | { w; } > q", false)
	f.Add("sudo -E env A=1 bash -c 'yum x' && a \\\n b", true)
	f.Fuzz(func(t *testing.T, text string, bash bool) {
		dialect := shell.POSIX
		if bash {
			dialect = shell.Bash
		}
		src := source.New("x.sh", text)
		script := parse(text, dialect, map[string]string{"OUT": "a b"})
		check := func(span source.Span) {
			if span.Start < 0 || span.End > src.Len() || span.Start > span.End {
				t.Fatalf("span %v outside %q", span, text)
			}
		}
		for _, c := range script.Commands {
			check(c.Span)
			for _, w := range append(append([]shell.Word{}, c.Words...), c.Redirects...) {
				check(w.Span())
				if src.Slice(w.Span()) != w.Source.String() {
					t.Fatalf("word %q is not %q in %q", w.Source.String(), src.Slice(w.Span()), text)
				}
			}
			for _, a := range c.Assigns {
				check(a.Span)
				check(a.Value.Span())
			}
			c.Unwrap()
		}
	})
}
