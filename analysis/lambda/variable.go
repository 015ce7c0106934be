package lambda

// VariableKind says what a reserved variable is about.
type VariableKind string

// The kinds of reserved variables.
const (
	CredentialVariable VariableKind = "credential"
	RegionVariable     VariableKind = "region"
	FunctionVariable   VariableKind = "function"
	RuntimeVariable    VariableKind = "runtime"
	DirectoryVariable  VariableKind = "directory"
	TraceVariable      VariableKind = "trace"
)

// ReservedVariable is an environment variable that Lambda sets and that nobody else can.
type ReservedVariable struct {
	Name string
	Kind VariableKind
}

// Reserved finds the reserved environment variable of that name.
func Reserved(name string) (ReservedVariable, bool) {
	for i := range reservedVariables {
		if reservedVariables[i].Name == name {
			return reservedVariables[i], true
		}
	}
	return ReservedVariable{}, false
}

// IsExtendable reports whether Lambda sets a variable that a function may change: PATH, PYTHONPATH.
func IsExtendable(name string) bool { return contains(extendableVariables, name) }

// SuggestsLambda reports whether the use of an environment variable suggests that a Dockerfile is Lambda's.
func SuggestsLambda(name string) bool { return contains(lambdaVariables, name) }
