package handlers

// Program is a source that is compiled into a program of its own, and what that runs.
type Program struct {
	Module Module
	// Entry is the function that is given to the runtime client where the source names it plainly, else main.
	Entry Name
	// Client reports that the program's sources call the runtime client of their language.
	Client bool
}
