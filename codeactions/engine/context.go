package engine

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
)

// carryContext makes docker's current context known in another folder of configuration, and gives the config.json that selects it.
// The default context lies in no file: the environment decides it, which stays as it is.
func (e *Engine) carryContext(ctx context.Context, dir string) (config string, err error) {
	var list []struct {
		Name    string
		Storage struct{ MetadataPath string }
	}
	out, err := e.output(ctx, "context", "inspect")
	if ctx.Err() != nil {
		return "", ctx.Err()
	}
	if err != nil || json.Unmarshal(out, &list) != nil || len(list) != 1 || !filepath.IsAbs(list[0].Storage.MetadataPath) {
		return "{}", nil
	}
	contexts := filepath.Dir(filepath.Dir(list[0].Storage.MetadataPath)) // contexts/meta/ID
	if os.Symlink(contexts, filepath.Join(dir, "contexts")) != nil {
		if err := os.CopyFS(filepath.Join(dir, "contexts"), os.DirFS(contexts)); err != nil {
			return "", err
		}
	}
	selected, err := json.Marshal(map[string]string{"currentContext": list[0].Name})
	return string(selected), err
}
