/** Requests to rank documents and their answers, the same for every vendor. */
@NullMarked
package io.tollgate.rerank;

import org.jspecify.annotations.NullMarked;
