package inproc

import (
	goruntime "runtime"
	"strconv"
	"sync"
	"weak"

	"github.com/rpcgen/rpcgen/runtime"
)

// servers numbers the servers of the program, and keeps none of them alive.
var servers = struct {
	sync.Mutex
	last    int
	numbers map[weak.Pointer[runtime.Server]]int
}{numbers: map[weak.Pointer[runtime.Server]]int{}}

// origin returns what stands for the server in jars.
func origin(server *runtime.Server) string {
	servers.Lock()
	defer servers.Unlock()
	key := weak.Make(server)
	if _, ok := servers.numbers[key]; !ok {
		servers.last++
		servers.numbers[key] = servers.last
		goruntime.AddCleanup(server, forget, key)
	}
	return "inproc://" + strconv.Itoa(servers.numbers[key])
}

func forget(key weak.Pointer[runtime.Server]) {
	servers.Lock()
	defer servers.Unlock()
	delete(servers.numbers, key)
}
