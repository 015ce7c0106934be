package syntax

// ExpressionEnd is the index behind the JavaScript expression that begins at token i: at a comma, semicolon or closing bracket, or where a line end ends it.
func (t *Tokens) ExpressionEnd(i int) int {
	for k, n := i, 0; k < len(t.List); k, n = t.After(k), n+1 {
		if n > maxExpression || k > i && t.List[k].Kind == Word && neverInside[t.At(k)] && t.At(k-1) != "." {
			return k
		}
		if k > i && t.List[k].First && t.EndsStatement(k) {
			return k
		}
		if t.List[k].Kind != Punct {
			continue
		}
		switch t.At(k) {
		case ";", ",", ")", "]", "}":
			return k
		}
	}
	return len(t.List)
}

// neverInside are the words that no expression holds outside of brackets.
var neverInside = map[string]bool{"const": true, "var": true, "export": true}

// maxExpression bounds the tokens of an expression that are read, a bracket with its contents counted as one.
const maxExpression = 2000

// EndsStatement reports whether the line end before token k ends a statement, as JavaScript inserts semicolons.
func (t *Tokens) EndsStatement(k int) bool {
	if k <= 0 || k >= len(t.List) {
		return true
	}
	if t.List[k].Kind == Word && statementWords[t.At(k)] && !regexpWords[t.At(k-1)] {
		return t.KindAt(k-1) != Punct || t.closes(k-1) || t.At(k-1) == ">"
	}
	if !t.endsOperand(k - 1) {
		return false
	}
	switch t.List[k].Kind {
	case Word:
		switch t.At(k) {
		case "in", "instanceof", "of", "as", "satisfies":
			return false
		}
		return true
	case Template:
		return false
	case Punct:
		switch t.At(k) {
		case "{", "++", "--", "@", "!", "~":
			return true
		}
		return false
	}
	return true
}

// BeginsStatement reports whether token i of a JavaScript text can be the first of a statement.
func (t *Tokens) BeginsStatement(i int) bool {
	switch t.At(i - 1) {
	case "", ";", "{", "}":
		return true
	}
	return i < len(t.List) && t.List[i].First && t.EndsStatement(i)
}

func (t *Tokens) closes(k int) bool {
	switch t.At(k) {
	case ")", "]", "}", "++", "--", "!":
		return true
	}
	return false
}

func (t *Tokens) endsOperand(k int) bool {
	switch t.KindAt(k) {
	case Punct:
		return t.closes(k)
	case Word:
		return !regexpWords[t.At(k)] || t.At(k-1) == "."
	}
	return true
}

var statementWords = wordSet("const let var function class export import if for while switch try throw return interface enum declare abstract")
