package io.sensorplatform.defaults.problem;

import io.sensorplatform.defaults.secret.Masking;

/**
 * What is wrong with one item of a request.
 *
 * @param index place of the item in the request, from 0
 * @param code a {@link ProblemCode}'s code
 * @param detail what is wrong with this very item
 * @param retryable whether the same item may succeed later
 */
public record ItemError(int index, String code, String detail, boolean retryable) {

  public ItemError {
    detail = Masking.mask(detail);
  }

  public static ItemError permanent(int index, ProblemCode code, String detail) {
    return new ItemError(index, code.code(), detail, false);
  }
}
