// What the address of a page says.

// The id of the portfolio whose page this is; undefined on others.
export const portfolioOfPage = () => location.pathname.match(/\/portfolios\/(\d+)\//)?.[1];
