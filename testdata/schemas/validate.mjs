// Reads {documents: [openapi...], checks: [{schema, ref, value}...]} and prints, as JSON, what is
// wrong with each document ("" if nothing) and whether each value is valid.
import { Validator } from '@seriousme/openapi-schema-validator'
import Ajv from 'ajv/dist/2020.js'
import formats from 'ajv-formats'

let text = ''
for await (const part of process.stdin) text += part
const input = JSON.parse(text)

const documents = []
for (const text of input.documents) {
  const document = JSON.parse(text)
  const result = await new Validator().validate(document)
  documents.push(result.valid && document.openapi === '3.1.0' ? '' : JSON.stringify(result.errors ?? 'the version is another'))
}

const ajv = new Ajv({ strict: false, allErrors: false, validateFormats: true })
formats(ajv)
const known = new Map()
const checks = []
for (const { schema, ref, value } of input.checks) {
  if (!known.has(schema)) {
    const id = 'https://example.com/' + known.size
    known.set(schema, id)
    ajv.addSchema(JSON.parse(schema), id) // which also compares it with its own dialect
  }
  const validate = ajv.getSchema(known.get(schema) + ref)
  checks.push(!validate ? 'no such schema' : validate(JSON.parse(value)) ? '' : ajv.errorsText(validate.errors))
}
console.log(JSON.stringify({ documents, checks }))
