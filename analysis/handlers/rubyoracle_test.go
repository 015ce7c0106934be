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

// rubyOracle prints one JSON array for each file: the methods of the top level and of classes themselves that Ruby's own parser finds outside of
// conditions and blocks, and the classes; null where it finds errors.
const rubyOracle = `
require "ripper"
require "json"

class Names
  def initialize
    @found, @own, @instance = [], [], Hash.new { |h, k| h[k] = [] }
  end

  def path(node)
    case node && node[0]
    when :const_ref, :var_ref, :top_const_ref, :var_field then node[1][0] == :@const ? node[1][1] : nil
    when :const_path_ref then (left = path(node[1])) && left + "::" + node[2][1]
    when :@const then node[1]
    end
  end

  def top?(node) = node[0] == :top_const_ref || node[0] == :const_path_ref && top?(node[1])

  def full(owner, node) = top?(node) || !owner ? path(node) : owner + "::" + path(node)

  def resolve(name, owner)
    around = owner ? owner.split("::") : []
    around.size.downto(0) { |n| (full = (around[0, n] + [name]).join("::")) && @found.include?(full) and return full }
    nil
  end

  def body(node, owner = nil, singleton = false)
    statements = node[0] == :bodystmt ? node[1] : node
    statements.each do |s|
      next unless s.is_a?(Array)
      case s[0]
      when :def then define(s[1], owner, singleton)
      when :defs then defines(s, owner, singleton)
      when :class, :module
        name = full(owner, s[1])
        @found << name
        body(s[0] == :class ? s[3] : s[2], name)
      when :sclass
        target = s[1][0] == :var_ref && s[1][1][1] == "self" ? owner : path(s[1]) && resolve(path(s[1]), owner)
        body(s[2], target, true) if target
      when :vcall, :var_ref
        singleton = true if owner && s[1][1] == "module_function"
      when :command
        args = s[2][0] == :args_add_block ? s[2][1] : s[2]
        if s[1][1] == "extend" && args[0][0] == :var_ref && args[0][1][1] == "self"
          @own << owner
        else
          args.each do |a|
            next unless a.is_a?(Array)
            case a[0]
            when :def then define(a[1], owner, singleton || s[1][1] == "module_function")
            when :defs then defines(a, owner, singleton)
            when :symbol_literal then @found << owner + "." + a[1][1][1] if owner && s[1][1] == "module_function"
            end
          end
        end
      end
    end
  end

  def define(name, owner, singleton)
    name = name[1]
    if owner.nil? then @found << name
    elsif singleton then @found << owner + "." + name
    else
      @instance[owner] << owner + "." + name
      @found << owner + ".new" if name == "initialize"
    end
  end

  def defines(s, owner, singleton)
    if s[1][1] && s[1][1][1] == "self"
      @found << owner + "." + s[3][1] if owner && !singleton
    elsif (receiver = path(s[1])) && (receiver = resolve(receiver, owner))
      @found << receiver + "." + s[3][1]
    end
  end

  def all = @found + @own.flat_map { |o| @instance[o] }
end

STDIN.each_line(chomp: true) do |file|
  text = File.binread(file).force_encoding("UTF-8")
  parser = Ripper::SexpBuilderPP.new(text)
  tree = parser.parse
  if tree.nil? || parser.error?
    puts "null"
  else
    names = Names.new
    names.body(tree[1])
    puts JSON.generate(names.all.compact.uniq)
  end
end
`

// TestRubyAgreesWithRipper compares the methods and classes of this test's sources, of Ruby's own library, and of a tree that LAMBDOCK_RUBY_TREE names, with those that Ruby's
// parser finds.
func TestRubyAgreesWithRipper(t *testing.T) {
	ruby, err := exec.LookPath("ruby")
	if err != nil {
		t.Skip("skipped: ruby not found")
	}
	dir := t.TempDir()
	program := filepath.Join(dir, "oracle.rb")
	if err := os.WriteFile(program, []byte(rubyOracle), 0o600); err != nil {
		t.Fatal(err)
	}
	files := rubySources(t, ruby, dir)
	cmd := exec.Command(ruby, program)
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
		if want == nil {
			refused++
			continue
		}
		m := read(t, "app.rb", string(text))
		if got := certainNames(m); len(missing(want, got)) > 0 || len(missing(got, want)) > 0 || strings.Contains(m.Why, "never closed") || strings.Contains(m.Why, "without a beginning") {
			t.Errorf("%s: %s\ntoo many %q\nmissing  %q", files[i], m.Why, missing(got, want), missing(want, got))
			continue
		}
		agreed++
	}
	t.Logf("%d sources agree, %d are refused by ruby", agreed, refused)
}

// certainNames are the classes and methods of a module that are defined outside of conditions, those of constants left out.
func certainNames(m Module) []string {
	var names []string
	for _, n := range m.Names {
		class, _, isMember := m.Member(n.Name)
		if of, _ := m.hasClass(class); !n.Conditional && (isMember && (of.Kind == Class || of.Name == "") || !isMember && n.Kind != Assignment) {
			names = append(names, n.Name)
		}
	}
	return names
}

func missing(want, got []string) []string {
	return slices.DeleteFunc(slices.Clone(want), func(name string) bool { return slices.Contains(got, name) })
}

func rubySources(t *testing.T, ruby, dir string) []string {
	var files []string
	for _, r := range rubies {
		name := filepath.Join(dir, r.name+".rb")
		if err := os.WriteFile(name, []byte(r.text), 0o600); err != nil {
			t.Fatal(err)
		}
		files = append(files, name)
	}
	trees := []string{os.Getenv("LAMBDOCK_RUBY_TREE")}
	if library, err := exec.Command(ruby, "-rrbconfig", "-e", `print RbConfig::CONFIG["rubylibdir"]`).Output(); err == nil {
		trees = append(trees, string(library))
	}
	for _, tree := range trees {
		if tree == "" {
			continue
		}
		err := filepath.WalkDir(tree, func(name string, entry os.DirEntry, err error) error {
			if err == nil && entry.Type().IsRegular() && strings.HasSuffix(name, ".rb") && !strings.Contains(name, "\n") {
				files = append(files, name)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return files
}
