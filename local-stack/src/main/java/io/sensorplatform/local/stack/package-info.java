/**
 * The whole platform on one machine: which components there are, where they listen and keep their
 * data, and how they are started, watched and stopped. Start reading at {@link
 * io.sensorplatform.local.stack.Stack}.
 */
@NullMarked
package io.sensorplatform.local.stack;

import org.jspecify.annotations.NullMarked;
