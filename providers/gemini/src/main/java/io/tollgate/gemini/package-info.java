/** Gemini models by the Gemini API: chat, streams and embeddings. */
@NullMarked
package io.tollgate.gemini;

import org.jspecify.annotations.NullMarked;
