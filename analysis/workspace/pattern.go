package workspace

import (
	"regexp"
	"sync"
)

// pattern compiles an expression when it is first used: a run that meets no such file does not pay for it.
func pattern(expression string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
}
