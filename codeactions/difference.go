package codeactions

import (
	"strings"

	"github.com/lambdock/lambdock/analysis"
	"github.com/lambdock/lambdock/analysis/source"
)

// maxCompared bounds the lines that are compared with each other: beyond it, all from the first changed line to the last is one edit.
const maxCompared = 1000

// Difference gives the edits that turn a file into another text. Lines that both have stay untouched, and so does what a changed line keeps at its ends.
func Difference(before *source.File, after string) []analysis.Edit {
	old, now := lines(before.Text()), lines(after)
	head := 0
	for head < len(old) && head < len(now) && old[head] == now[head] {
		head++
	}
	tail := 0
	for tail < len(old)-head && tail < len(now)-head && old[len(old)-1-tail] == now[len(now)-1-tail] {
		tail++
	}
	at := len(strings.Join(old[:head], ""))
	d := differ{before, at, nil}
	d.compare(old[head:len(old)-tail], now[head:len(now)-tail])
	return d.edits
}

func lines(text string) []string { return strings.SplitAfter(text, "\n") }

type differ struct {
	file  *source.File
	at    int // offset of the next old line
	edits []analysis.Edit
}

func (d *differ) compare(old, now []string) {
	if len(old) > maxCompared || len(now) > maxCompared {
		d.replace(strings.Join(old, ""), strings.Join(now, ""))
		return
	}
	common := commonSuffixes(old, now)
	i, j := 0, 0
	for i < len(old) || j < len(now) {
		fromOld, fromNow := i, j
		for (i < len(old) || j < len(now)) && !(i < len(old) && j < len(now) && old[i] == now[j]) {
			if j == len(now) || i < len(old) && common[i+1][j] >= common[i][j+1] {
				i++
			} else {
				j++
			}
		}
		d.replace(strings.Join(old[fromOld:i], ""), strings.Join(now[fromNow:j], ""))
		for i < len(old) && j < len(now) && old[i] == now[j] {
			d.at += len(old[i])
			i, j = i+1, j+1
		}
	}
}

// commonSuffixes says how many lines old[i:] and now[j:] have in common, in order.
func commonSuffixes(old, now []string) [][]int32 {
	table := make([][]int32, len(old)+1)
	cells := make([]int32, (len(old)+1)*(len(now)+1))
	for i := range table {
		table[i], cells = cells[:len(now)+1], cells[len(now)+1:]
	}
	for i := len(old) - 1; i >= 0; i-- {
		for j := len(now) - 1; j >= 0; j-- {
			if old[i] == now[j] {
				table[i][j] = table[i+1][j+1] + 1
			} else {
				table[i][j] = max(table[i+1][j], table[i][j+1])
			}
		}
	}
	return table
}

// replace adds an edit of the old text that comes next, without what it shares with the new text at either end.
func (d *differ) replace(old, now string) {
	start := d.at
	d.at += len(old)
	if old == now {
		return
	}
	head := 0
	for head < len(old) && head < len(now) && old[head] == now[head] {
		head++
	}
	for head > 0 && head < len(old) && old[head]&0xC0 == 0x80 || head > 0 && head < len(now) && now[head]&0xC0 == 0x80 {
		head-- // not inside a character
	}
	tail := 0
	for tail < len(old)-head && tail < len(now)-head && old[len(old)-1-tail] == now[len(now)-1-tail] && old[len(old)-1-tail] < 0x80 {
		tail++
	}
	span := source.Span{Start: start + head, End: start + len(old) - tail}
	d.edits = append(d.edits, analysis.Edit{File: d.file, Span: span, New: now[head : len(now)-tail]})
}
