/* From a token to an alert, with nothing but what the API's description says. */
import createClient from "openapi-fetch";
import type { paths } from "./build/schema.js";

declare const process: { argv: string[] };
const [baseUrl, token, ledger] = process.argv.slice(2);
const api = createClient<paths>({ baseUrl, headers: { Authorization: `Bearer ${token}` } });

function found<T>(answer: { data?: T; error?: unknown; response: Response }): T {
  if (answer.data === undefined) {
    throw new Error(`${answer.response.status}: ${JSON.stringify(answer.error)}`);
  }
  return answer.data;
}

const portfolio = found(
  await api.POST("/api/v1/portfolios/", { body: { name: "Typed", currency: "usd" } }),
);
const account = found(
  await api.POST("/api/v1/accounts/", { body: { portfolio: portfolio.id, name: "Cold" } }),
);
const file = new Blob([ledger]);
const preview = found(
  await api.POST("/api/v1/imports/", {
    body: { portfolio: portfolio.id, account: account.id, file: "" },
    bodySerializer: (body) => {
      const form = new FormData();
      form.append("portfolio", String(body.portfolio));
      form.append("account", String(body.account));
      form.append("file", file, "ledger.csv");
      return form;
    },
  }),
);
// A long file is read by a worker, and answered with its import instead of its preview.
if (!("batch" in preview)) throw new Error("a short file is previewed at once");
if (!preview.batch || preview.error_count) throw new Error(JSON.stringify(preview.errors));
await api.POST("/api/v1/imports/{id}/commit/", {
  params: { path: { id: preview.batch.id } },
  body: {},
});
const held = found(
  await api.GET("/api/v1/portfolios/{id}/positions/", {
    params: { path: { id: portfolio.id } },
  }),
);
const level = found(
  await api.POST("/api/v1/triggers/", {
    body: {
      portfolio: portfolio.id,
      asset: "bitcoin",
      kind: "price_below",
      level: "70000",
      fire_at_once: true,
    },
  }),
);
const alerts = found(
  await api.GET("/api/v1/alerts/", { params: { query: { portfolio: portfolio.id } } }),
);
console.log(
  JSON.stringify({
    quantity: held.positions[0].quantity,
    level: level.level,
    alerts: alerts.results.map((alert) => [alert.asset, alert.trigger === level.id]),
  }),
);
