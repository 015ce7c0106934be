package handlers

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sort"
	"strings"
	"sync"
	"testing"

	"github.com/lambdock/lambdock/analysis/source"
)

// pythonOracle reads file names from standard input, and answers with one JSON line each: the names that CPython's own
// parser finds bound at module level, "sure" or "perhaps", or an error.
const pythonOracle = `
import ast, json, sys, warnings
warnings.simplefilter("ignore")

class Flow:
    def __init__(self, outer=None):
        self.outer, self.bound, self.ends = outer, set(), False

class Module:
    def __init__(self):
        self.flow, self.names, self.open, self.globals = Flow(), {}, False, set()

    def is_bound(self, name):
        flow = self.flow
        while flow:
            if name in flow.bound: return True
            flow = flow.outer
        return False

    def add(self, name):
        self.names[name] = self.flow.outer is None or self.is_bound(name)
        self.flow.bound.add(name)

    def unbind(self, name):
        certain, flow = self.flow.outer is None, self.flow
        while flow:
            flow.bound.discard(name)
            flow = flow.outer
        if name in self.names:
            if certain: del self.names[name]
            else: self.names[name] = False

    def branch(self, outer, body):
        before, self.flow = self.flow, Flow(outer)
        path = self.flow
        body()
        self.flow = before
        return path

    def merge(self, paths):
        sure = None
        for p in paths:
            if not p.ends: sure = set(p.bound) if sure is None else sure & p.bound
        if sure is None:
            if paths: self.flow.ends = True
            return
        for name in sure:
            self.flow.bound.add(name)
            if self.flow.outer is None and name in self.names: self.names[name] = True

    def walrus(self, *nodes):
        def visit(n):
            if isinstance(n, ast.NamedExpr):
                self.branch(self.flow, lambda: self.add(n.target.id))
            if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef)):
                for d in n.decorator_list + n.args.defaults + [x for x in n.args.kw_defaults if x]: visit(d)
                return
            if isinstance(n, ast.ClassDef):
                for d in n.decorator_list + n.bases + n.keywords: visit(d)
                return
            for c in ast.iter_child_nodes(n): visit(c)
        for n in nodes:
            if n is not None: visit(n)

    def target(self, t):
        if isinstance(t, ast.Name): self.add(t.id)
        elif isinstance(t, ast.Starred): self.target(t.value)
        elif isinstance(t, (ast.Tuple, ast.List)):
            for e in t.elts: self.target(e)

    def body(self, stmts):
        for s in stmts: self.stmt(s)

    def reach(self, node):
        for n in ast.walk(node):
            if isinstance(n, ast.Global): self.globals.update(n.names)

    def pattern(self, p):
        for n in ast.walk(p):
            if isinstance(n, (ast.MatchAs, ast.MatchStar)) and n.name: self.add(n.name)
            if isinstance(n, ast.MatchMapping) and n.rest: self.add(n.rest)

    def stmt(self, s):
        t = type(s).__name__
        if t in ("FunctionDef", "AsyncFunctionDef", "ClassDef"):
            self.walrus(s); self.reach(s); self.add(s.name)
        elif t == "If":
            self.walrus(s.test)
            test = ast.unparse(s.test)
            if test in ("__name__ == '__main__'", "'__main__' == __name__"):
                if s.orelse: self.merge([self.branch(self.flow, lambda: self.body(s.orelse))])
                return
            paths = []
            while True:
                self.walrus(s.test)
                cur = s
                p = self.branch(self.flow, lambda: self.body(cur.body))
                last = ast.unparse(s.test)
                if last != "TYPE_CHECKING" and last.split(".", 1)[-1] != "TYPE_CHECKING": paths.append(p)
                if len(s.orelse) == 1 and isinstance(s.orelse[0], ast.If) and s.orelse[0].col_offset == s.col_offset:
                    s = s.orelse[0]
                    continue
                break
            if s.orelse:
                paths.append(self.branch(self.flow, lambda: self.body(s.orelse)))
                self.merge(paths)
        elif t in ("Try", "TryStar"):
            success = self.branch(self.flow, lambda: self.body(s.body))
            paths = []
            for h in s.handlers:
                def run():
                    self.walrus(h.type); self.body(h.body)
                    if h.name: self.add(h.name); self.unbind(h.name)
                paths.append(self.branch(self.flow, run))
            if s.orelse:
                o = self.branch(success, lambda: self.body(s.orelse))
                success.bound |= o.bound
                success.ends = success.ends or o.ends
            self.merge(paths + [success])
            if s.finalbody: self.merge([self.branch(self.flow, lambda: self.body(s.finalbody))])
        elif t in ("For", "AsyncFor", "While"):
            self.walrus(s.test if t == "While" else s.iter)
            def run():
                if t != "While": self.target(s.target)
                self.body(s.body)
            self.branch(self.flow, run)
            if s.orelse: self.branch(self.flow, lambda: self.body(s.orelse))
        elif t in ("With", "AsyncWith"):
            for i in s.items: self.walrus(i.context_expr)
            for i in s.items:
                if i.optional_vars: self.target(i.optional_vars)
            self.branch(self.flow, lambda: self.body(s.body))
        elif t == "Match":
            self.walrus(s.subject)
            paths, complete = [], False
            for c in s.cases:
                def run():
                    self.pattern(c.pattern); self.walrus(c.guard); self.body(c.body)
                complete = complete or c.guard is None and isinstance(c.pattern, ast.MatchAs) and c.pattern.pattern is None
                paths.append(self.branch(self.flow, run))
            if complete: self.merge(paths)
        elif t == "Import":
            for a in s.names: self.add(a.asname or a.name.split(".")[0])
        elif t == "ImportFrom":
            for a in s.names:
                if a.name == "*": self.open = True
                else: self.add(a.asname or a.name)
        elif t == "Delete":
            for d in s.targets:
                for n in ast.walk(d):
                    if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Del): self.unbind(n.id)
        elif t == "Assign":
            self.walrus(s)
            for x in s.targets: self.target(x)
        elif t == "AnnAssign":
            self.walrus(s.value)
            if s.value is not None: self.target(s.target)
        elif t == "AugAssign":
            self.walrus(s.value); self.target(s.target)
        elif t == "TypeAlias": self.add(s.name.id)
        elif t == "Raise": self.flow.ends = True
        else:
            self.walrus(s)
            if t == "Expr" and ast.unparse(s).startswith(("sys.exit(", "os._exit(")): self.flow.ends = True

for line in sys.stdin:
    try:
        with open(line.rstrip("\n"), "rb") as f: tree = ast.parse(f.read())
    except (SyntaxError, ValueError, RecursionError) as e:
        print(json.dumps({"error": str(e)})); continue
    m = Module()
    m.body(tree.body)
    for g in m.globals: m.names.setdefault(g, False)
    print(json.dumps({"names": m.names, "open": m.open}))
`

// requireTool skips a test that needs a program which is not there; on CI it must be.
func requireTool(t *testing.T, name string) string {
	t.Helper()
	tool, err := exec.LookPath(name)
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("%s is needed", name)
		}
		t.Skipf("skipped: %s not found", name)
	}
	return tool
}

type oracleAnswer struct {
	Names map[string]bool
	Open  bool
	Error string
}

// ask runs the oracle over files in as many processes as there are processors.
func ask(t *testing.T, python string, files []string) []oracleAnswer {
	t.Helper()
	answers := make([]oracleAnswer, len(files))
	workers := runtime.GOMAXPROCS(0)
	var wait sync.WaitGroup
	for w := range workers {
		wait.Add(1)
		go func() {
			defer wait.Done()
			var input strings.Builder
			var mine []int
			for i := w; i < len(files); i += workers {
				mine = append(mine, i)
				input.WriteString(files[i] + "\n")
			}
			cmd := exec.Command(python, "-c", pythonOracle)
			cmd.Stdin = strings.NewReader(input.String())
			var stderr bytes.Buffer
			cmd.Stderr = &stderr
			out, err := cmd.Output()
			if err != nil {
				t.Errorf("the oracle failed: %v\n%s", err, stderr.String())
				return
			}
			lines := bytes.Split(bytes.TrimSpace(out), []byte("\n"))
			if len(lines) != len(mine) && len(mine) > 0 {
				t.Errorf("the oracle answered %d of %d", len(lines), len(mine))
				return
			}
			for k, i := range mine {
				if err := json.Unmarshal(lines[k], &answers[i]); err != nil {
					t.Error(err)
				}
			}
		}()
	}
	wait.Wait()
	return answers
}

// TestPythonAgreesWithCPython compares the names of every module of the interpreter's own library with those that its parser finds.
func TestPythonAgreesWithCPython(t *testing.T) {
	python := requireTool(t, "python3")
	out, err := exec.Command(python, "-c", "import sysconfig; print(sysconfig.get_path('stdlib'))").Output()
	if err != nil {
		t.Fatal(err)
	}
	var files []string
	err = filepath.WalkDir(strings.TrimSpace(string(out)), func(name string, entry os.DirEntry, err error) error {
		if err == nil && entry.IsDir() && entry.Name() == "site-packages" {
			return filepath.SkipDir
		}
		if err == nil && !entry.IsDir() && strings.HasSuffix(name, ".py") {
			files = append(files, name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	agreed, refused := 0, 0
	for i, answer := range ask(t, python, files) {
		text, err := os.ReadFile(files[i])
		if err != nil {
			t.Fatal(err)
		}
		m, _ := Read(source.New(files[i], string(text)))
		if answer.Error != "" {
			refused++
			if !m.Open {
				t.Logf("%s is taken for sound, but CPython says: %s", files[i], answer.Error)
			}
			continue
		}
		if m.Open && !strings.HasPrefix(m.Why, "`") {
			t.Errorf("%s:%d: %s, but CPython reads it", files[i], m.File.Position(m.WhySpan.Start).Line+1, m.Why)
		}
		if difference := compare(m, answer); difference != "" {
			t.Errorf("%s: %s", files[i], difference)
			continue
		}
		agreed++
	}
	t.Logf("%d modules agree, %d are refused by CPython", agreed, refused)
	if agreed < 100 {
		t.Errorf("only %d modules were compared", agreed)
	}
}

func compare(m Module, answer oracleAnswer) string {
	var differences []string
	got := map[string]bool{}
	for _, n := range m.Names {
		got[n.Name] = !n.Conditional
	}
	for name, sure := range answer.Names {
		if ours, ok := got[name]; !ok {
			differences = append(differences, "misses "+name)
		} else if ours != sure {
			differences = append(differences, "is wrong about the condition of "+name)
		}
	}
	for name := range got {
		if _, ok := answer.Names[name]; !ok {
			differences = append(differences, "invents "+name)
		}
	}
	if answer.Open && !m.Open {
		differences = append(differences, "takes the module for complete")
	}
	sort.Strings(differences)
	return strings.Join(differences, ", ")
}
