package revision

import (
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/mod/modfile"
)

// keepReplacements makes the replacements in go.mod files that lead out of the repository
// lead to where they led from it.
func keepReplacements(top, root string) error {
	return filepath.WalkDir(top, func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.Name() != "go.mod" || !e.Type().IsRegular() {
			return err
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		file, err := modfile.Parse(name, data, nil)
		if err != nil {
			return nil // the go command says what is wrong with it
		}
		inside, err := filepath.Rel(top, filepath.Dir(name))
		if err != nil {
			return err
		}
		moved := false
		for _, r := range file.Replace {
			to := filepath.FromSlash(r.New.Path)
			if !modfile.IsDirectoryPath(r.New.Path) || filepath.IsAbs(to) || filepath.IsLocal(filepath.Join(inside, to)) {
				continue
			}
			if err := file.AddReplace(r.Old.Path, r.Old.Version, filepath.Join(root, inside, to), ""); err != nil {
				return err
			}
			moved = true
		}
		if !moved {
			return nil
		}
		if data, err = file.Format(); err != nil {
			return err
		}
		return os.WriteFile(name, data, 0o666)
	})
}
