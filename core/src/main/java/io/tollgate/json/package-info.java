/**
 * How Tollgate's own codecs read and write JSON. Not API: it is exported to the modules of this project only, since its
 * signatures show Jackson.
 */
@NullMarked
package io.tollgate.json;

import org.jspecify.annotations.NullMarked;
