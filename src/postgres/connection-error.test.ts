import { describe, expect, test } from "vitest";
import { AppError } from "../core/app-error.ts";
import { connectionError, isAccessRuleRefusal, isTlsFailure } from "./connection-error.ts";
import { parseConnectionUrl } from "./connection-url.ts";

const target = parseConnectionUrl("postgres://u:hunter2@db:5432/app", { env: {}, osUser: "me" });
const attempt = { target, address: target.hosts[0], encrypted: false };
const coded = (code: string, message = "said") => Object.assign(new Error(message), { code });

describe("every way of failing has its code", () => {
  test.each([
    ["28P01", "password authentication failed", "CONNECT_AUTHENTICATION"],
    ["28000", 'role "u" does not exist', "CONNECT_AUTHENTICATION"],
    ["3D000", 'database "app" does not exist', "CONNECT_NO_DATABASE"],
    ["53300", "too many clients already", "CONNECT_TOO_MANY"],
    ["57P03", "the database system is starting up", "CONNECT_FAILED"],
    ["42501", "permission denied for database", "PERMISSION_DENIED"],
    ["08P01", "no such database: app", "CONNECT_NO_DATABASE"],
    ["08P01", 'server login failed: FATAL database "app" does not exist', "CONNECT_NO_DATABASE"],
    ["08P01", "unsupported startup parameter: options", "CONNECT_FAILED"],
    ["08P01", "no more connections allowed (max_client_conn)", "CONNECT_TOO_MANY"],
    ["XX000", "Tenant or user not found", "CONNECT_FAILED"],
    ["ENOTFOUND", "getaddrinfo", "CONNECT_UNKNOWN_HOST"],
    ["EAI_AGAIN", "getaddrinfo", "CONNECT_UNKNOWN_HOST"],
    ["ECONNREFUSED", "", "CONNECT_REFUSED"],
    ["ETIMEDOUT", "", "CONNECT_TIMEOUT"],
    ["EHOSTUNREACH", "", "CONNECT_FAILED"],
    ["ECONNRESET", "", "CONNECT_FAILED"],
    ["ERR_TLS_CERT_ALTNAME_INVALID", "", "CONNECT_TLS"],
    ["CERT_HAS_EXPIRED", "", "CONNECT_TLS"],
    ["SELF_SIGNED_CERT_IN_CHAIN", "", "CONNECT_TLS"],
    ["EPROTO", "", "CONNECT_TLS"],
  ])("%s %s is %s, with a hint and the cause", (code, message, expected) => {
    const cause = coded(code, message);
    const error = connectionError(cause, attempt);
    expect(error.code).toBe(expected);
    expect(error.hint).toBeTruthy();
    expect(error.cause).toBe(cause);
    expect(JSON.stringify([error.message, error.hint])).not.toContain("hunter2");
  });
});

test("an error that is explained already passes through", () => {
  const error = new AppError({ code: "CONNECT_TIMEOUT", message: "x" });
  expect(connectionError(error, attempt)).toBe(error);
});

test("a refusal by pg_hba.conf of an unencrypted connection hints at sslmode=require", () => {
  const cause = coded("28000", 'no pg_hba.conf entry for host "10.0.0.1", user "u", database "app", no encryption');
  expect(connectionError(cause, attempt).hint).toContain("sslmode=require");
  expect(connectionError(cause, { ...attempt, encrypted: true }).hint).not.toContain("sslmode");
});

test("a wrong password is no reason to try again without TLS, a missing TLS or access rule is", () => {
  expect(isTlsFailure(coded("28P01")) || isAccessRuleRefusal(coded("28P01"))).toBe(false);
  expect(isAccessRuleRefusal(coded("28000"))).toBe(true);
  expect(isTlsFailure(new Error("The server does not support SSL connections"))).toBe(true);
  expect(isTlsFailure(coded("ECONNREFUSED"))).toBe(false);
});
