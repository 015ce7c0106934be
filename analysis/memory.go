package analysis

import (
	"github.com/lambdock/lambdock/analysis/dockerfile"
	"github.com/lambdock/lambdock/analysis/shell"
	"github.com/lambdock/lambdock/analysis/source"
)

// Memory is what linting the earlier texts of a Dockerfile worked out that its next one can use. It changes no answer. The zero Memory knows
// nothing, and so does a nil one; it may be used by several goroutines.
type Memory struct {
	instructions dockerfile.Memory
	shell        shell.Memory
}

// parse reads the next text of the Dockerfile.
func (m *Memory) parse(src *source.File) *dockerfile.File {
	if m == nil {
		return dockerfile.Parse(src)
	}
	m.shell.Turn()
	return m.instructions.Parse(src)
}

func (m *Memory) scripts() *shell.Memory {
	if m == nil {
		return nil
	}
	return &m.shell
}
