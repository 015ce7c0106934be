package handlers

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// javaOracle prints one JSON array for each file: the names of classes and methods that javac's own parser finds, or null where it finds errors.
const javaOracle = `
import com.sun.source.tree.*;
import com.sun.source.util.*;
import java.util.*;
import javax.tools.*;

public class Oracle {
  static void walk(String owner, String prefix, ClassTree c, Set<String> names) {
    String name = owner.isEmpty() ? prefix + c.getSimpleName() : owner + "$" + c.getSimpleName();
    names.add(name);
    for (Tree m : c.getMembers()) {
      if (m instanceof ClassTree inner) walk(name, prefix, inner, names);
      if (m instanceof MethodTree method && !method.getName().contentEquals("<init>")) names.add(name + "::" + method.getName());
    }
  }
  public static void main(String[] args) throws Exception {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    for (Scanner in = new Scanner(System.in); in.hasNextLine();) {
      var errors = new DiagnosticCollector<JavaFileObject>();
      var files = compiler.getStandardFileManager(errors, null, null);
      var task = (JavacTask) compiler.getTask(null, files, errors, List.of("-proc:none"), null, files.getJavaFileObjects(in.nextLine()));
      Set<String> names = new TreeSet<>();
      for (CompilationUnitTree unit : task.parse()) {
        String prefix = unit.getPackageName() == null ? "" : unit.getPackageName() + ".";
        for (Tree t : unit.getTypeDecls()) if (t instanceof ClassTree c) walk("", prefix, c, names);
      }
      boolean broken = errors.getDiagnostics().stream().anyMatch(d -> d.getKind() == Diagnostic.Kind.ERROR);
      System.out.println(broken ? "null" : names.isEmpty() ? "[]" : "[\"" + String.join("\",\"", names) + "\"]");
    }
  }
}
`

// TestJavaAgreesWithJavac compares the classes and methods of this test's sources, and of a tree that LAMBDOCK_JAVA_TREE names, with those that javac finds.
func TestJavaAgreesWithJavac(t *testing.T) {
	java, err := exec.LookPath("java")
	if err != nil {
		t.Skip("skipped: java not found")
	}
	if _, err := exec.LookPath("javac"); err != nil {
		t.Skip("skipped: javac not found")
	}
	dir := t.TempDir()
	program := filepath.Join(dir, "Oracle.java")
	if err := os.WriteFile(program, []byte(javaOracle), 0o600); err != nil {
		t.Fatal(err)
	}
	files := javaSources(t, dir)
	cmd := exec.Command(java, program)
	cmd.Stdin = strings.NewReader(strings.Join(files, "\n") + "\n")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("the oracle failed: %v\n%s", err, stderr.String())
	}
	agreed, refused := 0, 0
	for i, line := range bytes.Split(bytes.TrimSpace(out), []byte("\n")) {
		var want []string
		if err := json.Unmarshal(line, &want); err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(files[i])
		if err != nil {
			t.Fatal(err)
		}
		m := read(t, files[i], string(text))
		if want == nil {
			refused++
			continue
		}
		var got []string
		for _, n := range m.Names {
			got = append(got, n.Name)
		}
		slices.Sort(got)
		slices.Sort(want)
		if got = slices.Compact(got); m.Open || !slices.Equal(got, want) {
			t.Errorf("%s: %s\ngot  %q\nwant %q", files[i], m.Why, got, want)
			continue
		}
		agreed++
	}
	t.Logf("%d sources agree, %d are refused by javac", agreed, refused)
}

func javaSources(t *testing.T, dir string) []string {
	var files []string
	for _, c := range classes {
		if strings.HasSuffix(c.file, ".java") {
			name := filepath.Join(dir, c.name+".java")
			if err := os.WriteFile(name, []byte(c.text), 0o600); err != nil {
				t.Fatal(err)
			}
			files = append(files, name)
		}
	}
	tree := os.Getenv("LAMBDOCK_JAVA_TREE")
	if tree == "" {
		return files
	}
	err := filepath.WalkDir(tree, func(name string, entry os.DirEntry, err error) error {
		if err == nil && entry.Type().IsRegular() && strings.HasSuffix(name, ".java") && !strings.Contains(name, "\n") {
			files = append(files, name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
