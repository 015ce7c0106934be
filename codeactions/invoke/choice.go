package invoke

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/image"
	"github.com/lambdock/lambdock/analysis/workspace"
)

// SeveralError reports a Dockerfile that several functions run, of which none was named.
type SeveralError struct {
	Dockerfile string
	Names      []string // sorted
}

func (e *SeveralError) Error() string {
	return fmt.Sprintf("several functions run %s: name one of %s with --function", e.Dockerfile, strings.Join(e.Names, ", "))
}

// Choose finds the function of a linted Dockerfile by its name, which may be empty where there is at most one, else the error is a *SeveralError. function is nil for a
// Dockerfile of which no file says that a function runs it.
func Choose(result *analysis.Result, name string) (variant *analysis.Variant, function *workspace.Function, err error) {
	if len(result.Variants) == 0 {
		return nil, nil, fmt.Errorf("%s builds nothing", result.File.Source.Path())
	}
	var names []string
	for _, v := range result.Variants {
		for _, f := range v.Functions {
			if f.Kind == "config" && name == "" {
				continue
			}
			if name == "" || f.Name == name {
				variant, function = v, f
			}
			names = append(names, f.Name)
		}
	}
	slices.Sort(names)
	names = slices.Compact(names)
	switch {
	case name != "" && function == nil && len(names) == 0:
		return nil, nil, fmt.Errorf("no file says that a function %s runs %s", name, result.File.Source.Path())
	case name != "" && function == nil:
		return nil, nil, fmt.Errorf("no function %s runs %s: it is one of %s", name, result.File.Source.Path(), strings.Join(names, ", "))
	case name == "" && len(names) > 1:
		return nil, nil, &SeveralError{result.File.Source.Path(), names}
	case function == nil:
		return result.Variants[0], nil, nil
	}
	return variant, function, nil
}

// Configured is the function as its file configures it, for an image that is built of a variant. left says what is decided elsewhere, and so left
// out, a sentence each; function may be nil.
func Configured(v *analysis.Variant, function *workspace.Function) (f Function, left []string) {
	f.Environment = map[string]string{}
	if function == nil {
		return f, nil
	}
	c := configuration{function: function}
	f.Name = function.Name
	f.Command = c.words("command", v.Image.Inputs.Override.Command)
	f.Entrypoint = c.words("entry point", v.Image.Inputs.Override.Entrypoint)
	f.WorkDir = c.text("working directory", function.WorkingDirectory)
	f.Region = known(function.Region)
	f.MemoryMB = c.number("memory", function.Limits.Memory)
	f.Timeout = time.Duration(c.number("timeout", function.Limits.Timeout)) * time.Second
	f.StorageMB = c.number("storage", function.Limits.Storage)
	for _, name := range slices.Sorted(maps.Keys(function.Environment)) {
		if value := function.Environment[name]; value.State == workspace.Known {
			f.Environment[name] = value.Text
		} else {
			c.leave("variable "+name, value.Value)
		}
	}
	if function.EnvironmentOpen {
		c.left = append(c.left, fmt.Sprintf("function %s may have more variables than %s says", function.Name, function.File.Path()))
	}
	return f, c.left
}

// configuration reads what a file says of a function, and notes what it does not say.
type configuration struct {
	function *workspace.Function
	left     []string
}

func (c *configuration) leave(what string, v workspace.Value) {
	written := ""
	if text := strings.TrimSpace(v.Text); text != "" {
		written = ", " + brief(text)
	}
	c.left = append(c.left, fmt.Sprintf("the %s of function %s is decided elsewhere%s", what, c.function.Name, written))
}

func known(v workspace.Value) string {
	if v.State == workspace.Known {
		return v.Text
	}
	return ""
}

func (c *configuration) text(what string, v workspace.Value) string {
	if v.State == workspace.Dynamic {
		c.leave(what, v)
	}
	return known(v)
}

func (c *configuration) number(what string, v workspace.Value) int {
	n, err := strconv.Atoi(cmp.Or(known(v), "0"))
	if v.State == workspace.Dynamic || err != nil || n < 0 {
		c.leave(what, v)
		return 0
	}
	return n
}

// words are an override's, nil without one.
func (c *configuration) words(what string, argv *image.Argv) []string {
	if argv == nil || !argv.Set {
		return nil
	}
	var words []string
	for _, word := range argv.Words {
		if !word.Known {
			c.leave(what, workspace.Value{Text: word.Text})
			return nil
		}
		words = append(words, word.Text)
	}
	if argv.Unknown {
		c.leave(what, workspace.Value{})
		return nil
	}
	return words
}
