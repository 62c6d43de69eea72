/** The provider for Vertex AI, with Google credentials. */
@NullMarked
package io.tollgate.vertex;

import org.jspecify.annotations.NullMarked;
