package lambda

import "strings"

// HandlerFacts say how a language's handlers are written.
type HandlerFacts struct {
	Language Language
	Shape    string   // "MODULE.FUNCTION"
	Example  string   // "app.handler"
	Tried    []string // what the runtime appends to the module's path, in order: "", ".js", ".mjs", ".cjs"
	// Extensions are the file extensions, without dot, that do not belong into a handler's name.
	Extensions []string
}

// HandlerOf says how a language's handlers are written; it reports false where any text may be one.
func HandlerOf(lang Language) (HandlerFacts, bool) {
	for i := range handlerFacts {
		if handlerFacts[i].Language == lang {
			return handlerFacts[i], true
		}
	}
	return HandlerFacts{}, false
}

// IsHandlerExtension reports whether a word is a file extension, without dot, of a language's sources.
func IsHandlerExtension(lang Language, word string) bool {
	facts, ok := HandlerOf(lang)
	return ok && contains(facts.Extensions, word)
}

// Wrapper is a handler of a vendor or a framework that calls the function's own.
type Wrapper struct {
	Handler  string
	Vendor   string
	Language Language // empty when it serves several
	Variable string   // names the function's own handler; empty without one
}

// WrapperHandler finds the vendor's or framework's handler of that name.
func WrapperHandler(handler string) (Wrapper, bool) {
	for i := range handlerWrappers {
		if handlerWrappers[i].Handler == handler {
			return handlerWrappers[i], true
		}
	}
	return Wrapper{}, false
}

// PythonBuiltinModules are the modules that are built into CPython, sorted: none can hold a handler. The slice is shared and must not be changed.
func PythonBuiltinModules() []string { return pythonBuiltinModules }

// IsPythonBuiltin reports whether a handler's module, "time" or "sys/sub", is built into CPython.
func IsPythonBuiltin(module string) bool {
	return contains(pythonBuiltinModules, topLevel(module))
}

// topLevel is the first part of a Python module's name: "pkg" of "pkg/app" and of "pkg.app".
func topLevel(module string) string {
	first, _, _ := strings.Cut(strings.ReplaceAll(module, "/", "."), ".")
	return first
}

// LoadsBeforeHandler reports a module of Python's own library, by the first part of its name, that is loaded before the runtime imports the
// handler's module: a file of that name is not looked for.
func LoadsBeforeHandler(module string) bool { return contains(pythonLoadedModules, topLevel(module)) }

// PythonSDKPackages are the packages that Python images up to 3.10 hold in RuntimeDir, before pip's. The slice is shared and must not be changed.
func PythonSDKPackages() []string { return pythonSDKPackages }

// IsServerCommand reports whether a word starts a program or a server, so that what begins with it is no handler.
func IsServerCommand(word string) bool { return contains(serverCommands, word) }
