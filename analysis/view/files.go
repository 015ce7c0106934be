package view

import (
	"path"

	"github.com/lambdock/lambdock/analysis/image"
)

// What of the files is shown: so many nodes, so deep.
const (
	maxNodes = 1500
	maxDepth = 12
)

// folded are folders of which only the name is shown: what was fetched, in thousands of files.
var folded = map[string]bool{"node_modules": true, ".git": true, "__pycache__": true}

// files is the tree of what instructions put into the final image, the upper folders first until there are too many.
func (b builder) files() *Node {
	root := &Node{Name: "/", Folder: true, Certain: true, Nodes: []*Node{}}
	type open struct {
		node *Node
		path string
		deep int
	}
	left := maxNodes
	for queue := []open{{root, "/", 0}}; len(queue) > 0; queue = queue[1:] {
		at := queue[0]
		names, complete := b.i.Final.List(at.path)
		at.node.More = !complete
		for n, name := range names {
			if left--; left < 0 {
				at.node.Cut = n < len(names)
				break
			}
			child, folder := b.node(path.Join(at.path, name), name)
			at.node.Nodes = append(at.node.Nodes, child)
			switch {
			case folder && (folded[name] || at.deep == maxDepth):
				child.Cut = true
			case folder:
				queue = append(queue, open{child, path.Join(at.path, name), at.deep + 1})
			}
		}
	}
	return root
}

// node is what is known of one path, without a folder's entries.
func (b builder) node(at, name string) (node *Node, folder bool) {
	presence, origin := b.i.Final.Lookup(at)
	node = &Node{Name: name, Certain: presence == image.Present, Nodes: []*Node{}}
	if node.Certain {
		node.Origin = b.origin(origin)
	}
	entries, _ := b.i.Final.List(at)
	node.Folder = origin.Dir || len(entries) > 0
	return node, node.Folder
}
