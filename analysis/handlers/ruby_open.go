package handlers

import (
	"slices"
	"strings"

	"github.com/lambdock/lambdock/analysis/syntax"
)

// rubyLibraries are the libraries of Ruby's own distribution, and AWS's, that bring no methods outside of their classes. What else is loaded may.
// Those of Ruby: https://docs.ruby-lang.org/en/3.4/standard_library_rdoc.html
var rubyLibraries = []string{
	"abbrev", "base64", "benchmark", "bigdecimal", "bundler", "cgi", "coverage", "csv", "date", "delegate", "digest", "English", "erb", "etc", "fiddle",
	"fileutils", "find", "forwardable", "io", "ipaddr", "json", "logger", "matrix", "monitor", "net", "objspace", "observer", "open-uri", "open3", "openssl", "optparse",
	"ostruct", "pathname", "pp", "prime", "psych", "pstore", "rexml", "rubygems", "securerandom", "set", "shellwords", "singleton", "socket", "stringio", "strscan", "tempfile",
	"thread", "time", "timeout", "tmpdir", "tsort", "uri", "weakref", "yaml", "zlib",
}

// rubyDynamic are the methods that make, take away or find methods by names that are not written.
var rubyDynamic = []string{
	"binding", "class_eval", "class_exec", "const_missing", "const_set", "define_method", "define_singleton_method", "eval", "instance_eval", "instance_exec",
	"module_eval", "module_exec", "remove_const", "remove_method", "singleton_class", "undef", "undef_method",
}

// inspect opens the module where token i may bring names that are not written.
func (r *rubyReader) inspect(i int) {
	text := r.t.At(i)
	if r.t.At(i-1) == "def" && r.t.KindAt(i) == syntax.Word {
		return
	}
	switch {
	case r.t.KindAt(i) == syntax.Text:
		if slices.Contains(rubyDynamic, strings.Trim(text, `:"'`)) {
			r.module.open(text, r.t.Span(i))
		}
	case r.word(i) == "":
	case text == "require":
		if !r.requiresLibrary(i) {
			r.module.open("`"+shorten(oneLine(r.t.Slice(i, i+2)))+"`", r.t.Range(i, min(i+2, len(r.t.List))))
		}
	case slices.Contains([]string{"require_relative", "load", "autoload", "require_dependency"}, text) && r.t.KindAt(i+1) != syntax.Punct:
		r.module.open("`"+shorten(oneLine(r.t.Slice(i, i+2)))+"`", r.t.Range(i, min(i+2, len(r.t.List))))
	case slices.Contains([]string{"include", "prepend", "extend"}, text) && r.t.At(i-1) == ".":
		r.module.open("`"+text+"`", r.t.Span(i))
	case slices.Contains(rubyDynamic, text):
		r.module.open("`"+text+"`", r.t.Span(i))
	}
}

// requiresLibrary reports that the require at token i loads one of rubyLibraries.
func (r *rubyReader) requiresLibrary(i int) bool {
	if r.t.At(i+1) == "(" {
		i++
	}
	if r.t.KindAt(i+1) != syntax.Text || r.t.At(i-1) == "." {
		return false
	}
	name := strings.Trim(r.t.At(i+1), `"'`)
	first, _, _ := strings.Cut(name, "/")
	return slices.Contains(rubyLibraries, first) || first == "aws-sdk" || strings.HasPrefix(first, "aws-sdk-")
}
