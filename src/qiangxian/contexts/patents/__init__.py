"""Patent literature (专利文献): one record an application with all its publications, its legal events and citations, whoever holds it;
its index, and what is found in it. What the county's own holders own stands in the registers; this context tells them what it learns."""
