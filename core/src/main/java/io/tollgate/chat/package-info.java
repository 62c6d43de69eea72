/** Chat requests, answers and streams, the same for every vendor. */
@NullMarked
package io.tollgate.chat;

import org.jspecify.annotations.NullMarked;
