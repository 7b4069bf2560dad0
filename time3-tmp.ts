const {RuleSet}=await import('./src/proof/rule-set.ts');
const o:any=RuleSet.prototype.readersOf;
const C=new Map<string,[number,number]>();
let n=0;
(RuleSet.prototype as any).readersOf=function(series:any){const all=[...series];const r=o.call(this,all);n++;if(n===50){console.error('seen',all.length,'found',r.length);const m=new Map<string,number>();for(const x of r){const k=x.kind+' '+x.name.replace(/Service\d+/,'S')+' own '+(x.owner);m.set(k,(m.get(k)||0)+1)}console.error([...m].sort((a,b)=>b[1]-a[1]).slice(0,60), all.slice(0,30));}return r;};
process.argv=['node','/work/main/bin/tocsin.js',...(process.env.ARGS||'coverage').split(' ')];
await import('./src/main.ts');
