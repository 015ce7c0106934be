package image

import (
	"path"
	"strings"

	"github.com/lambdock/lambdock/analysis/source"
	"github.com/moby/patternmatcher"
	"github.com/moby/patternmatcher/ignorefile"
)

// IgnoreFilter reports of paths of the build context whether the ignore file keeps them out. It is for one goroutine.
func (i *Image) IgnoreFilter() func(contextPath string) bool {
	ignore := readIgnoreFile(i.Inputs.Ignore)
	return func(contextPath string) bool { return ignore.excludes(path.Clean(contextPath)) }
}

// WhyDropped says which pattern of the ignore file keeps a path out of the build context. It is for one goroutine.
func (i *Image) WhyDropped(contextPath string) (reason IgnoreReason, ok bool) {
	return readIgnoreFile(i.Inputs.Ignore).reason(path.Clean(contextPath))
}

// maxPatterns is how many patterns an ignore file may have; with more it is taken as unreadable.
const maxPatterns = 5000

// ignoreFile is a .dockerignore with BuildKit's meaning: the last pattern that matches a path or one of its parents decides.
// It is not safe for concurrent use. The nil ignoreFile ignores nothing.
type ignoreFile struct {
	file     *source.File
	patterns []string
	matcher  *patternmatcher.PatternMatcher
	invalid  bool
	known    map[string]ignored
}

// ignored is the matcher's answer for a path, and what it needs for the path's children.
type ignored struct {
	yes  bool
	info patternmatcher.MatchInfo
}

func readIgnoreFile(file *source.File) *ignoreFile {
	if file == nil {
		return nil
	}
	patterns, err := ignorefile.ReadAll(strings.NewReader(file.Text()))
	return newIgnoreFile(file, patterns, err)
}

func newIgnoreFile(file *source.File, patterns []string, err error) *ignoreFile {
	f := &ignoreFile{file: file, patterns: patterns, known: map[string]ignored{}}
	if err == nil && len(patterns) <= maxPatterns {
		f.matcher, err = patternmatcher.New(patterns)
	}
	f.invalid = err != nil || f.matcher == nil
	return f
}

func (f *ignoreFile) broken() bool { return f != nil && f.invalid }

func (f *ignoreFile) exceptions() bool { return f != nil && !f.invalid && f.matcher.Exclusions() }

// excludes reports whether a path is kept out of the context. It asks the matcher as BuildKit does when it walks, from parent to child.
func (f *ignoreFile) excludes(p string) bool {
	if f == nil || f.invalid {
		return false
	}
	return f.match(p).yes
}

// disputed reports of an excluded path that other builders send it: they let an exception for a folder hold for what is in it.
func (f *ignoreFile) disputed(p string) bool {
	if !f.exceptions() {
		return false
	}
	yes, err := f.matcher.MatchesOrParentMatches(p)
	return err != nil || !yes
}

func (f *ignoreFile) match(p string) ignored {
	if p == "." || p == "/" {
		return ignored{}
	}
	if m, ok := f.known[p]; ok {
		return m
	}
	parent := f.match(path.Dir(p))
	yes, info, err := f.matcher.MatchesUsingParentResults(p, parent.info)
	m := ignored{yes && err == nil, info}
	f.known[p] = m
	return m
}

// IgnoreReason is the pattern of an ignore file that keeps a path out of the build context.
type IgnoreReason struct {
	ContextPath string // the file that would have been copied
	Pattern     string // as the ignore file has it, cleaned
	File        *source.File
	Span        source.Span // of the pattern's line
}

// reason is the last pattern that excludes the path or a parent of it.
func (f *ignoreFile) reason(p string) (IgnoreReason, bool) {
	if f == nil || !f.excludes(p) {
		return IgnoreReason{}, false
	}
	for i := len(f.patterns) - 1; i >= 0; i-- {
		if strings.HasPrefix(f.patterns[i], "!") {
			continue
		}
		one, err := patternmatcher.New(f.patterns[i : i+1])
		if err != nil {
			continue
		}
		if yes, err := one.MatchesOrParentMatches(p); err != nil || !yes {
			continue
		}
		return IgnoreReason{p, f.patterns[i], f.file, f.line(i)}, true
	}
	return IgnoreReason{}, false
}

// line is the line of the n-th pattern: ReadAll passes over comments and blank lines.
func (f *ignoreFile) line(n int) source.Span {
	for i := range f.file.Lines() {
		text := f.file.Slice(f.file.Line(i))
		if i == 0 {
			text = strings.TrimPrefix(text, "\ufeff")
		}
		if strings.HasPrefix(text, "#") || strings.TrimSpace(text) == "" {
			continue
		}
		if n == 0 {
			return f.file.Line(i)
		}
		n--
	}
	return source.Span{}
}
