"""What the region is measured by: indicators, their values with every vintage, targets, rounds of submission."""
