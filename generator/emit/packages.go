package emit

import (
	"github.com/rpcgen/rpcgen/generator/diag"
	"github.com/rpcgen/rpcgen/generator/model"
)

// packages returns the services of each package that has a file of its own, which is called
// by the package's name and the ending. Two packages of one name would need one file for
// both: that is reported.
func packages(apis []*model.API, ending string, list *diag.List) [][]*model.API {
	var groups [][]*model.API
	index := map[string]int{}           // by path
	named := map[string]model.Package{} // by name
	for _, api := range apis {
		if len(api.Services) == 0 {
			continue
		}
		p := api.Package
		if i, ok := index[p.Path]; ok {
			groups[i] = append(groups[i], api)
			continue
		}
		if other, ok := named[p.Name]; ok {
			list.Addf(diag.OutputCollision, api.Services[0].Pos, "packages %s and %s would both be written to %s%s; write one of them into another directory, in a run of its own",
				other.Path, p.Path, p.Name, ending)
			continue
		}
		index[p.Path], named[p.Name] = len(groups), p
		groups = append(groups, []*model.API{api})
	}
	return groups
}

// PerPackage writes one file for each package, which is called by its name and the ending.
func PerPackage(in Input, ending string, list *diag.List, print func([]*model.API) []byte) (files []File) {
	for _, apis := range packages(in.APIs, ending, list) {
		files = append(files, File{Name: apis[0].Package.Name + ending, Data: print(apis)})
	}
	return files
}
