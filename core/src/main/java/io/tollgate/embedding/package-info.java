/** Embedding requests and answers, the same for every vendor. */
@NullMarked
package io.tollgate.embedding;

import org.jspecify.annotations.NullMarked;
