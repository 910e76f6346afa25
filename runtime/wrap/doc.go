// Package wrap is what the wrappers are made of that rpcgen -wrap generates: types that
// implement a service's interface around another implementation of it, such as a client,
// and repeat its calls, keep its answers, or log what is called.
//
// A wrapper is made by the function that is generated beside it, with one of the options
// here: [RetryOptions], [CacheOptions], [LogOptions]. Their zero values will do. The
// other exported types and functions, but for [Retryable] and [Level], are for generated
// code. Wrappers wrap each other as well; the outermost one is called first.
package wrap
