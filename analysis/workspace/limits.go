package workspace

import (
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"go.yaml.in/yaml/v4"

	"github.com/lambdock/lambdock/analysis/source"
	"github.com/lambdock/lambdock/analysis/syntax"
)

// Limits are what a function may use, as numbers in text: memory and the storage of /tmp in MB, and the timeout in seconds.
type Limits struct{ Memory, Timeout, Storage Value }

// limits reads the properties of a function of SAM or CloudFormation.
func (t template) limits() Limits {
	return Limits{t.value(t.property("MemorySize")), t.value(t.property("Timeout")), t.value(t.property("EphemeralStorage", "Size"))}
}

// What the Serverless Framework gives a function that says nothing else. https://www.serverless.com/framework/docs/providers/aws/guide/functions
const (
	serverlessMemory  = "1024"
	serverlessTimeout = "6"
)

// limits reads a function of serverless.yml, under it the provider's defaults and under those the framework's own.
func (s *service) limits(function *yaml.Node) Limits {
	read := func(key, otherwise string) Value {
		for _, n := range []*yaml.Node{get(function, key), get(s.provider, key)} {
			if v := s.value(n); v.State != Unset {
				return v
			}
		}
		if otherwise == "" {
			return Value{}
		}
		return Value{State: Known, Text: otherwise}
	}
	return Limits{read("memorySize", serverlessMemory), read("timeout", serverlessTimeout), read("ephemeralStorageSize", "")}
}

// limits reads aws_lambda_function, and terraform-aws-modules/lambda where storage is an attribute.
func (m *terraformModule) limits(b *terraformBlock) Limits {
	storage := b.expr("ephemeral_storage_size")
	if block, _ := b.nested("ephemeral_storage"); block != nil {
		storage = expressionOf(block, "size")
	}
	read := func(e hclsyntax.Expression) Value { return m.value(b.file, e) }
	return Limits{read(b.expr("memory_size")), read(b.expr("timeout")), read(storage)}
}

// limits reads a construct's props: numbers, Duration.seconds(30), Size.mebibytes(512).
func (a *cdkApp) limits(call *syntax.Call) Limits {
	read := func(unit string, names ...string) Value {
		for _, name := range names {
			if v, ok := call.Get(name); ok {
				return a.quantity(v, unit)
			}
		}
		if call.Open || hidesProps(call) {
			return Value{State: Dynamic, Span: call.CalleeSpan}
		}
		return Value{}
	}
	return Limits{read("", "memorySize", "memory_size"), read("seconds", "timeout"), read("mebibytes", "ephemeralStorageSize", "ephemeral_storage_size")}
}

// cdkUnits are how many of what a property counts in are in one of a unit's.
var cdkUnits = map[string]map[string]int{
	"seconds":   {"seconds": 1, "minutes": 60, "hours": 3600},
	"mebibytes": {"mebibytes": 1, "gibibytes": 1024},
}

// quantity is a number, or for a property with a unit a call as Duration.minutes(1).
func (a *cdkApp) quantity(v syntax.Value, unit string) Value {
	resolved, factor := a.script.Resolve(v), 1
	if unit != "" {
		if resolved.Call == nil || len(resolved.Call.Args) != 1 {
			return a.undecided(v)
		}
		if factor = cdkUnits[unit][resolved.Call.Name()]; factor == 0 {
			return a.undecided(v)
		}
		resolved = a.script.Resolve(resolved.Call.Args[0])
	}
	n, err := strconv.Atoi(strings.TrimSpace(resolved.Raw))
	if err != nil {
		return a.undecided(v)
	}
	return Value{Known, strconv.Itoa(n * factor), v.Span}
}

// dotnetLimits reads aws-lambda-tools-defaults.json.
func dotnetLimits(f *source.File, root *yaml.Node) Limits {
	return Limits{Memory: scalar(f, get(root, "function-memory-size")), Timeout: scalar(f, get(root, "function-timeout"))}
}
