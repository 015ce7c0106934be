// Command baseline reads one Dockerfile and runs BuildKit's parser and instruction reader over it, and nothing else:
// what linting one Dockerfile cannot be faster than. See BenchmarkProcess in cmd/lambdock.
package main

import (
	"fmt"
	"os"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/linter"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
)

func main() {
	file, err := os.Open(os.Args[1])
	if err != nil {
		panic(err)
	}
	result, err := parser.Parse(file)
	if err != nil {
		panic(err)
	}
	stages, _, err := instructions.Parse(result.AST, linter.New(&linter.Config{}))
	if err != nil {
		panic(err)
	}
	fmt.Println(len(stages))
}
