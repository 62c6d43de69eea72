/** A provider: Ollama, by its own API. */
@NullMarked
package io.tollgate.ollama;

import org.jspecify.annotations.NullMarked;
